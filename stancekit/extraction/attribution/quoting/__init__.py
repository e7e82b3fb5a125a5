"""Quotation marks, and what stands between and beside them."""
