"""The calendar of a UGEL by command: what it would change, brought in with a reason, withdrawn with another."""

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from hub import ugel_calendars
from tests.hub.builders import Office, school
from tests.hub.commands import run
from tests.hub.test_ugel_calendars import late


@pytest.fixture
def where(office: Office, tmp_path: Path) -> tuple[str, str]:
    office.store.put_schools([replace(school(), ugel="Huanta")])
    (tmp_path / "huanta.json").write_bytes(msgspec.json.encode(late()))
    return "--dir", str(office.config.folder)


def test_a_difference_is_shown_before_anything_is_kept(office: Office, where: tuple[str, str], tmp_path: Path) -> None:
    tried = run("calendars", "import", "Huanta", tmp_path / "huanta.json", "--dry-run", *where)

    assert (tried.exit_code, "2026 · 1" in tried.output, "nada se guardó" in tried.output) == (0, True, True)
    assert ugel_calendars.versions(office.store) == []


def test_it_is_brought_in_and_withdrawn_each_with_its_reason(
    office: Office, where: tuple[str, str], tmp_path: Path
) -> None:
    words = ("calendars", "import", "Huanta", tmp_path / "huanta.json")

    refused, taken = run(*words, *where), run(*words, "--why", "Lluvias", *where)
    held = ugel_calendars.in_force(office.store)
    silent = run("calendars", "withdraw", "Huanta", *where)
    back = run("calendars", "withdraw", "Huanta", "--why", "Terminó", *where)
    listed = json.loads(run("calendars", "list", "--json", *where).output)["calendars"]

    assert [one.exit_code for one in (refused, taken, silent, back)] == [1, 0, 1, 0]
    assert "Calendario de Huanta guardado, versión 1." in taken.output
    assert held["Huanta"].terms == late().terms
    assert [(one["version"], one["source"], one["why"]) for one in listed] == [
        (2, None, "Terminó"), (1, "RD de la UGEL", "Lluvias"),
    ]  # fmt: skip
    assert "Huanta, versión 2: volvió al de la región. «Terminó»" in run("calendars", "list", *where).output
