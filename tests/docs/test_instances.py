"""The page of the instance format names every table, column and setting that the code reads, and no other."""

import re
from pathlib import Path

from hub.allocation.settings import Settings
from hub.allocation.tables import TABLES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "instances.md").read_text(encoding="utf-8")
_PART = re.compile(r"^### (\w+)\n(.*?)(?=^##)", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| ((?:`\w+` ?)+)(\*\*must\*\*)? ?\| [^-]", re.MULTILINE)


def test_the_page_and_the_code_know_the_same_columns() -> None:
    told = {
        name: {tuple(re.findall(r"\w+", names)): bool(must) for names, must in _ROW.findall(part)}
        for name, part in _PART.findall(PAGE)
    }

    assert told == {table.name: {(one.name, *one.others): one.needed for one in table.fields} for table in TABLES}


def test_the_page_and_the_code_know_the_same_settings() -> None:
    part = PAGE.partition("## settings.json")[2]

    assert re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE) == list(Settings.__struct_fields__)
    assert not [name for name in Settings.__struct_fields__ if f"`{name}`" not in part.rpartition("[[[end]]]")[2]]
