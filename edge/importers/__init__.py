"""Files of other programs, read whole and checked before anything is written."""
