"""The decision: which entries a text is about, whether to ask back, or to say that none is."""
