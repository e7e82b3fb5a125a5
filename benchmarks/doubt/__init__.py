"""How honest the default classifier is about its doubt."""
