"""A place for who may come in, and with what besides a passphrase (revision 0013): nothing yet."""
