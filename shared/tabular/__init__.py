"""Tables from outside: whatever format, encoding and delimiter they have, as rows with their line numbers."""

from shared.tabular.archive import MAX_BYTES, members, unzipped
from shared.tabular.read import parse_table, read_table
from shared.tabular.table import Column, Row, Table

__all__ = ["MAX_BYTES", "Column", "Row", "Table", "members", "parse_table", "read_table", "unzipped"]
