"""How well the matcher does: on labelled texts, and on the entries' own texts against each other."""
