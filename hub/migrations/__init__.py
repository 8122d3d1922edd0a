"""How the hub's tables come to be: Alembic revisions, numbered, forward only."""
