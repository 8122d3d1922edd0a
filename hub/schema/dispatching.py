"""What left a depot, what came back to it, and what was answered (revision 0010)."""
