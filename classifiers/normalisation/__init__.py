"""From a received text to plain text whose places are still known, and to the words that it is made of."""
