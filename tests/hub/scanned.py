"""How a database finds what is asked of it: what was read from the first row to the last, of one table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from hub.database import Database

Asked = tuple[str, Any]


@contextmanager
def statements(db: Database, table: str) -> Iterator[list[Asked]]:
    """Give the statements about *table* that are executed meanwhile, with what they are given."""
    found: list[Asked] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, many: bool) -> None:
        if f" {table}" in statement.replace("\n", " ") and not statement.startswith("INSERT"):
            found.append((statement, parameters[0] if many else parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    yield found
    event.remove(db.engine, "before_cursor_execute", note)


def scans(db: Database, asked: list[Asked], table: str) -> list[str]:
    """Return those of *asked* for which every row of *table* is read whole; an index that holds all of it is no row."""
    with db.read() as connection:
        return [statement for statement, given in asked if _scans(connection, statement, given, table)]


def _scans(connection: Connection, statement: str, given: Any, table: str) -> bool:
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        steps = [str(row[3]) for row in rows]
        return any(step.startswith(f"SCAN {table}") and "COVERING INDEX" not in step for step in steps)
    # Of a few rows it reads all, whatever index there is, unless that is made dear.
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    rows = connection.exec_driver_sql(f"EXPLAIN {statement}", given)
    return any(f"Seq Scan on {table}" in str(row[0]) for row in rows)
