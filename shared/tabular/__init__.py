"""
Tables from outside: whatever format, encoding and delimiter they have, as rows with their line numbers.

A reader says which columns it looks for and under which other names; cells stay text until ``codes``, ``decimals`` and
``days`` make of them what the column holds.

>>> wanted = [Column("cod_mod", ("código modular",), needed=True), Column("alumnos", ("matrícula",))]
>>> file = "Listado 2026\\n\\nCódigo  Modular;Director;MATRICULA\\n403691;Ana;84\\n".encode("cp1252")
>>> table = parse_table(file, columns=wanted)
>>> dict(table.rows[0].cells), table.line, table.unread
({'cod_mod': '403691', 'alumnos': '84'}, 3, ('Director',))
"""

from shared.tabular.archive import MAX_BYTES, members, unzipped
from shared.tabular.blanks import says_nothing
from shared.tabular.codes import Codes, restored
from shared.tabular.days import check_day_first, day, month_first
from shared.tabular.decimals import Mark, decimal_mark, number, ungrouped
from shared.tabular.read import parse_table, read_table
from shared.tabular.table import Column, Lacking, Row, Table
from shared.tabular.written import spreadsheet

__all__ = [
    "MAX_BYTES",
    "Codes",
    "Column",
    "Lacking",
    "Mark",
    "Row",
    "Table",
    "check_day_first",
    "day",
    "decimal_mark",
    "members",
    "month_first",
    "number",
    "parse_table",
    "read_table",
    "restored",
    "says_nothing",
    "spreadsheet",
    "ungrouped",
    "unzipped",
]
