"""What leaves the laptop: whatever was recorded, screen, print, CSV and workbook have the same rows and totals."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from edge.reports.reading import READERS
from shared.events import Claim
from shared.fact_fields import Fact
from shared.facts import Count, Delivery, DeliveryLine, Loan, Loss, Receipt, Repair, Unserved, Use
from shared.ids import Pseudonym, ResourceId
from shared.web.formats import number
from tests.edge.views.lent_devices import GUARDIAN, lend_one
from tests.edge.views.school import GUIDE, SCHOOL, TABLET, School, open_school

WHO = Pseudonym(b"12345678")
_units, _kinds = st.integers(1, 2_000), st.sampled_from([TABLET, GUIDE, ResourceId("=2+3")])
FACTS: st.SearchStrategy[Fact] = st.one_of(
    st.builds(Receipt, resource=_kinds, units=_units),
    st.builds(Loan, resource=_kinds, units=_units),
    st.builds(Loss, resource=_kinds, units=_units, cause=st.just("robo")),
    st.builds(Repair, resource=_kinds, units=_units, action=st.sampled_from(["sale", "vuelve", "sin_arreglo"])),
    st.builds(Count, resource=_kinds, units=_units),
    st.builds(Use, school=st.just(SCHOOL), resource=_kinds, units=_units),
    st.builds(Unserved, school=st.just(SCHOOL), resource=_kinds, units=_units),
    st.builds(
        lambda resource, units, lost, number: Delivery(
            decision="2026-07", pecosa=f"={number}", receiver=WHO, deliverer=WHO,
            lines=(DeliveryLine(resource=resource, shipped=units + lost, accepted=units, rejected=lost, reason="x"),),
        ),
        _kinds, _units, _units, st.integers(1, 10**6),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    opened = open_school(tmp_path_factory.mktemp("school"))
    yield opened
    opened.store.close()


def on_screen(text: str) -> list[list[str]]:
    body = text.split("<tbody>")[1].split("</tbody>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.split("<tr")[1:]]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in rows]


def three(client: FlaskClient, report: str) -> tuple[list[list[str]], list[list[object]], list[list[object]]]:
    """Return the rows of a report with its total: as the page shows them, in the CSV, in the workbook."""
    month = "?mes=2026-06"
    page = client.get(f"/exportar/{report}{month}")
    text = client.get(f"/exportar/{report}.csv{month}").text.removeprefix("\ufeff")
    book = client.get(f"/exportar/{report}.xlsx{month}")
    sheet = load_workbook(io.BytesIO(book.data)).active
    assert (page.status_code, book.status_code) == (200, 200)
    assert sheet is not None
    texts = csv.reader(io.StringIO(text, newline=""), delimiter=";", quoting=csv.QUOTE_NONNUMERIC)
    return on_screen(page.text), [list(row) for row in texts][1:], [list(row) for row in sheet.values][1:]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=st.lists(FACTS, min_size=1, max_size=12))
def test_screen_print_csv_and_workbook_have_the_same_rows_and_totals(node: School, facts: list[Fact]) -> None:
    node.store.record([Claim(fact) for fact in facts])
    client = node.client("coord")
    for report in READERS:
        shown, texts, cells = three(client, report)
        figures = [[value for value in row if isinstance(value, int | float)] for row in texts]

        assert len(shown) == len(texts) == len(cells)
        assert figures == [[value for value in row if isinstance(value, int | float)] for row in cells]
        for row, told in zip(shown, cells, strict=True):
            assert [cell for cell, value in zip(row, told, strict=True) if isinstance(value, int)] == [
                number(value) for value in told if isinstance(value, int)
            ]
        for at, total in enumerate(cells[-1]):
            column = [row[at] for row in cells[:-1]]
            assert not isinstance(total, int) or total == sum(one for one in column if isinstance(one, int))


def test_the_stock_is_that_of_its_page(school: School) -> None:
    school.store.record([Claim(Receipt(resource=TABLET, units=8)), Claim(Loss(resource=TABLET, units=2, cause="robo"))])
    client = school.client("coord")
    page = client.get("/existencias/").text
    row = next(part for part in page.split("<tr>") if ">Tabletas</a>" in part)
    there = re.findall(r'data-l="[^"]+">(?:<b>)?([^<]*)', row)
    shown, _texts, _cells = three(client, "existencias")
    ours = next(line for line in shown if line[0] == "Tabletas")

    assert [there[0], *there[2:]] == [ours[2], *ours[4:]]


def test_nobody_is_named_in_what_leaves(school: School) -> None:
    lend_one(school.store, "A1")
    client = school.client("coord")
    told = "".join(client.get(f"/exportar/{name}{ending}").text for name in READERS for ending in ("", ".csv"))

    assert "A1" in told
    assert not [secret for secret in (*GUARDIAN, "Rosa Quispe", school.pupil.hex()) if secret in told]


def test_files_are_named_after_what_they_hold(school: School) -> None:
    client = school.client("coord")
    names = [
        client.get(path).headers["Content-Disposition"]
        for path in ("/exportar/existencias.csv", "/exportar/uso.xlsx?mes=2026-04", "/exportar/uso.csv?mes=x")
    ]

    assert [name.split('"')[1] for name in names] == [
        "existencias-2026-06-23.csv",
        "uso-2026-04.xlsx",
        "uso-2026-05.csv",
    ]


def test_a_month_leads_to_the_one_before_and_after_until_today(school: School) -> None:
    client = school.client("coord")
    may, june = (client.get(f"/exportar/uso?mes=2026-0{month}").text for month in (5, 6))

    assert "Uso del mes: mayo 2026" in may
    assert ("uso?mes=2026-04" in may, "uso?mes=2026-06" in may) == (True, True)
    assert "uso?mes=2026-07" not in june


def test_what_nobody_knows_is_not_there(school: School) -> None:
    assert [school.client("coord").get(f"/exportar/{name}").status_code for name in ("nada", "nada.csv")] == [404, 404]
