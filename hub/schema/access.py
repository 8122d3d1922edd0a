"""Second factors of accounts, and tokens of programs (revision 0012)."""
