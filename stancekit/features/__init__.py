"""Turning statements into named, sparse features."""
