"""What a school takes out of the laptop in tables: each built once, for the screen, the printer and files."""
