"""Schools that were closed or merged: columns of ``hub.schema.region`` (revision 0015); no table of its own."""
