"""The parts of the lake's tables, and segments that were merged (revision 0013)."""
