"""Finds every message that pages and views ask for."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parents[3]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}


def messages(*folders: str) -> Iterator[str]:
    """Yield the source messages in the ``.py`` and ``.html`` files under *folders*; of a plural, the singular."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix == ".py":
                found = list(extract("python", BytesIO(path.read_bytes()), keywords=KEYWORDS))
                yield from _first(row[1] for row in found)
            elif path.suffix == ".html":
                rows = babel_extract(BytesIO(path.read_bytes()), ("_", "gettext", "ngettext"), (), {"trimmed": "true"})
                yield from _first(row[2] for row in rows)


def _first(found: Iterator[object]) -> Iterator[str]:
    for message in found:
        text = message[0] if isinstance(message, tuple) else message
        if isinstance(text, str) and text:
            yield text
