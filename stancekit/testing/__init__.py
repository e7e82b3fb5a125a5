"""Helpers for testing plugins."""
