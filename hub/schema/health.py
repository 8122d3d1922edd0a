"""A place for how the region's machine is (revision 0017): nothing yet."""
