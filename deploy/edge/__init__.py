"""What brings a school's node onto a laptop that has no internet."""
