"""The constructions that attribute: who says what, in which order."""
