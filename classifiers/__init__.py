"""Which entry a text is about: text in, entry ids with the spans that decided out."""
