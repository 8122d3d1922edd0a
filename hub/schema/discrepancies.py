"""A place for what arrived otherwise than it left (revision 0014): nothing yet."""
