"""Plugins: what they can register, and how they are found and loaded."""
