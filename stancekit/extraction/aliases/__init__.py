"""One name for each actor over many documents."""
