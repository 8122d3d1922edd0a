"""Where a person is found in all that a hub holds and gives: each file, table, copy and answer, read as it is meant."""

import gzip
import re
import zipfile
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from flask.testing import FlaskClient
from sqlalchemy import MetaData, select

from hub import access
from hub.acts import BY_COMMAND
from hub.app import create_app
from hub.dhis2 import By
from hub.export_forms import JSON, TYPES
from hub.exporting import TABLES
from hub.parts import open_parts
from hub.store import Store

Texts = Iterator[tuple[str, str]]
"""Where something is said, and what."""
TOLD = (
    *(f"/v1/exports/{name}.{form}" for name in TABLES for form in TYPES),
    *(f"/v1/exports/dhis2.json?by={by}" for by in By),
    "/v1/plan", "/v1/health", "/metrics",
)  # fmt: skip
"""What a program may ask for."""
_DOCUMENT = re.compile(r"(?<![\d.])\d{8}(?!\d)")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def found(texts: Texts, people: Collection[str]) -> dict[str, set[str]]:
    """Return where somebody is found, and who: by the name, in capitals or not, or by the eight figures of a DNI."""
    documents = {one for one in people if one.isdigit()}
    # Many have one surname: a text without it is not read again for each of them.
    names: dict[str, dict[str, str]] = {}
    for one in set(people) - documents:
        names.setdefault(one.casefold().split()[0], {})[one] = one.casefold()
    places: dict[str, set[str]] = {}
    for where, text in texts:
        plain = f"{where}\n{_ESCAPED.sub(lambda one: chr(int(one[1], 16)), text)}".casefold()
        near = [some for first, some in names.items() if first in plain]
        who = {one for some in near for one, spelt in some.items() if spelt in plain}
        who |= documents & set(_DOCUMENT.findall(plain))
        if who:
            places[where] = places.get(where, set()) | who
    return places


def held(store: Store, *beside: Path) -> Texts:
    """Give all that a hub keeps: its folder, its lake, what lies *beside* them, and each table of its database."""
    folders = {store.config.folder, store.config.lake_folder, *beside}
    for path in sorted({path for folder in folders for path in folder.rglob("*") if path.is_file()}):
        yield from _read(str(path), path.read_bytes())
    there = MetaData()
    with store.read() as connection:
        there.reflect(connection)
        for table in there.sorted_tables:
            rows = connection.execute(select(table)).all()
            yield f"table {table.name}", "\n".join(_text(value) for row in rows for value in row)


def given(store: Store) -> Texts:
    """
    Give all that a program is told that may ask for everything, to the last page.

    Raises:
        AssertionError: Something was not told: whoever looks there would look at nothing.
    """
    client = create_app(store.config, open_parts(store.config, store, takes=False)).test_client()
    _, token = access.grant(store, "search", [*access.Scope], days=9, by=BY_COMMAND)
    for address in TOLD:
        for data in _pages(client, address, {"Authorization": f"Bearer {token}"}):
            yield from _read(address, data)


def _pages(client: FlaskClient, address: str, said: dict[str, str]) -> Iterator[bytes]:
    following: str | None = address
    while following:
        with client.get(following, headers=said) as answer:
            assert answer.status_code == 200, (following, answer.get_data(as_text=True))
            yield answer.get_data()
            told = answer.get_json() if f".{JSON}" in following or "/v1/plan" in following else None
            following = told.get("next") if told else None


def _read(where: str, data: bytes) -> Texts:
    """Read a file by what it begins with: an archive or a table is what is in it."""
    yield where, data.decode(errors="replace")
    if data.startswith(b"PAR1"):
        yield where, _table(pq.read_table(pa.BufferReader(data)))
    elif data.startswith(b"\x1f\x8b"):
        yield from _read(where, gzip.decompress(data))
    elif data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from _read(f"{where}/{name}", archive.read(name))


def _table(table: pa.Table) -> str:
    return "\n".join([*table.column_names, *(_text(value) for column in table.columns for value in _values(column))])


def _values(column: pa.ChunkedArray) -> list[Any]:
    try:
        found: list[Any] = column.unique().to_pylist()
    except pa.ArrowNotImplementedError:
        found = column.to_pylist()
    return found


def _text(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)
