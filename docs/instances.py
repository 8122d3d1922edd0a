"""Writes the generated part of docs/instances.md: every table and column of an instance as the code reads them."""

from hub.allocation.instance import NO_LIMIT
from hub.allocation.settings import Settings
from hub.allocation.tables import BLANK, TABLES, Field, Kind, TableOf


def tables() -> str:
    """Return a part for each table, with what each of its columns means."""
    return "\n".join(line for table in TABLES for line in (*_head(table), *map(_row, table.fields), ""))


def settings() -> str:
    """Return the settings with their defaults."""
    rows = [f"| `{name}` | `{getattr(Settings(), name)!r}` |" for name in Settings.__struct_fields__]
    return "\n".join(["| setting | default |", "|---|---|", *rows, ""])


def _head(table: TableOf) -> list[str]:
    once = f" One row for each {' and '.join(f'`{name}`' for name in table.key)}." if table.key else ""
    must = " **Must be there.**" if table.needed else ""
    return [f"### {table.name}", "", f"{table.words}{once}{must}", "", "| column | holds | blank | meaning |",
            "|---|---|---|---|"]  # fmt: skip


def _row(field: Field) -> str:
    names = " ".join(f"`{name}`" for name in (field.name, *field.others))
    words = field.words + (f" One of {', '.join(f'`{one}`' for one in field.choices)}." if field.choices else "")
    return f"| {names}{' **must**' if field.needed else ''} | {_holds(field)} | {_blank(field)} | {words} |"


def _holds(field: Field) -> str:
    if field.kind not in (Kind.WHOLE, Kind.NUMBER):
        return field.kind.value
    return f"{field.kind.value}, {field.least:,} to {field.most:,}"


def _blank(field: Field) -> str:
    if field.kind is Kind.ID or (field.needed and field.kind in (Kind.WHOLE, Kind.NUMBER)):
        return "no"
    if field.kind in (Kind.WHOLE, Kind.NUMBER) and field.blank not in (BLANK, NO_LIMIT):
        return str(field.blank // field.scale)
    return ""
