"""A place for how bundles are taken together (revision 0018): nothing yet."""
