"""Measurements of quality and speed; each module prints its table with ``python -m``."""
