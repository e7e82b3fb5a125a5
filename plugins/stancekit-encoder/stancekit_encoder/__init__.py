"""Fine-tuned sentence encoders for stancekit."""
