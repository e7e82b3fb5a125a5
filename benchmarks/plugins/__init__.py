"""Deliberately bad plugins, and whether the checks catch each, and nothing of the good ones."""
