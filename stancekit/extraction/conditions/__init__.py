"""On which terms: finding conditions and telling their types."""
