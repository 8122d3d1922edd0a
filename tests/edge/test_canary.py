"""Names, codes and telephones that were told to a laptop are found in no file, bundle, report or log of anybody."""

import json
import logging
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from edge.config import Config
from edge.copies_kept import copy_now
from edge.reports.month import month_report
from edge.reports.reading import READERS, Asked
from edge.reports.report import Column, Report
from edge.status import status_fields
from edge.stick_copies import copy_to
from edge.store import Store
from edge.support_report import report_on, written
from tests.edge.parts import PARTS
from tests.faults.pair import held_by, new_school, school, served
from tests.hub.builders import Office, open_office

ENCODINGS = ("utf-8", "latin-1", "utf-16-le")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path / "hub")
    yield opened
    opened.store.close()


def seeded(store: Store) -> list[str]:
    """Let every part of the pages take in somebody's data; return what must be found nowhere."""
    return [secret for part in PARTS for secret in part.canary(store)]


def files(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder, the names of the files too."""
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*"))}
    return {name: name.encode() + (path.read_bytes() if path.is_file() else b"") for name, path in found.items()}


def exported(store: Store) -> dict[str, bytes]:
    """Return every table that may leave the school, as CSV and as the parts of a workbook."""
    names = {one.id: one for one in store.news.catalogue().resources}
    today = store.days.today() or date.max
    asked = Asked(today, today.replace(day=1))
    reports = [read(store, names, asked) for read in READERS.values()]
    return tables([*reports, *month_report(store, names, asked).tables])


def tables(reports: list[Report]) -> dict[str, bytes]:
    """Return the files of some reports; what a workbook packs is unpacked."""
    found = {f"{one.title}.csv": one.as_csv().encode() for one in reports}
    for one in reports:
        with ZipFile(BytesIO(one.as_xlsx())) as book:
            found |= {f"{one.title}.xlsx/{name}": book.read(name) for name in book.namelist()}
    return found


def showing(told: dict[str, bytes], secrets: list[str]) -> set[str]:
    """Return where a secret is found, in capitals or not."""
    wanted = [spelt.encode(code) for one in secrets for spelt in (one, one.upper(), one.lower()) for code in ENCODINGS]
    return {where for where, data in told.items() if any(one in data for one in wanted)}


def test_what_was_told_of_people_is_found_nowhere(
    office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    folder, stick = new_school(office, tmp_path / "school"), tmp_path / "stick"
    stick.mkdir()
    with served(office) as url, school(folder, url) as node:
        secrets = seeded(node.store)
        bodies, told_outside = node.bodies(), exported(node.store)
        copy_now(node.store.path, node.store.clock)
        while_open = files(folder)
        node.agent.carry(stick)
        copy_to(Config(dir=folder), node.store.db, "1", stick, "maiz morado en la ladera")
        outcome = node.send_all().outcome
        status = json.dumps(status_fields(node.store, node.identity), ensure_ascii=False, default=str)
    report = written(report_on(Config(dir=folder)), Config(dir=folder)).text
    at_the_hub = {str(at): body for at, body in enumerate(held_by(office))}
    told = {
        "log": caplog.text.encode(),
        "status": status.encode(),
        "report": report.encode(),
        "facts": b"".join(bodies),
    }

    assert {"Préstamos.csv", "Préstamos.xlsx/xl/worksheets/sheet1.xml"} <= set(told_outside)
    assert (outcome, len(secrets) >= 4, len(at_the_hub) >= len(bodies) > 0) == ("ok", True, True)
    assert showing(told_outside, secrets) == set()
    assert showing(while_open, secrets) == set()
    assert showing(files(folder), secrets) == set()
    assert showing(files(stick), secrets) == set()
    assert showing(files(tmp_path / "hub") | at_the_hub, secrets) == set()
    assert showing(told, secrets) == set()


def test_the_search_would_find_them(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "list.txt").write_text("1;ÑUSTA HUAMANÍ;x", encoding="latin-1")

    assert showing(files(tmp_path), ["Ñusta Huamaní"]) == {"a/list.txt"}


@pytest.mark.parametrize("name", ["Ñusta Huamaní Canario", "40999938"])
def test_the_search_would_find_them_in_a_table_that_is_exported(name: str) -> None:
    leaks = tables([Report("Préstamos", (Column("Equipo"), Column("Quién")), (("A1", name),))])

    assert {where.split("/")[0] for where in showing(leaks, [name])} == {"Préstamos.csv", "Préstamos.xlsx"}
