"""Use that is doubted, and who cleared it (revision 0015)."""
