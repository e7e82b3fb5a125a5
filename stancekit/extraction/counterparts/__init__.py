"""The other side of the talks that a statement is about."""
