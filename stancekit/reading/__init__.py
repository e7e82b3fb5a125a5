"""Reading files into documents."""
