"""Statements and sources against attribution corpora: scores, peers and an analysis of errors."""
