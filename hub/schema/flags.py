"""A place for use that is doubted (revision 0016): nothing yet."""
