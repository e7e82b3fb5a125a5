"""Forms of text with their own way of telling who speaks: transcripts, records, releases."""
