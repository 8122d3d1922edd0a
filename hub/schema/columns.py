"""What every table is made of, for SQLite and PostgreSQL alike."""

from typing import Any

from sqlalchemy import Column, MetaData, String
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Identifiers as hexadecimal: readable in any client, and the same in every database.
Hex8, Hex16, Hex32 = String(16), String(32), String(64)


def key(name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]]) -> Column[Any]:
    """Return a column of the primary key; its values come from outside."""
    return Column(name, kind, primary_key=True, autoincrement=False)
