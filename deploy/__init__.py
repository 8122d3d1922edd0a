"""What brings the programs onto a computer; not part of what is installed."""
