"""Acts that are a position on talking."""
