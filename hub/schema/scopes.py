"""A place for what holds for one UGEL alone, and drafts of imports (revision 0015): nothing yet."""
