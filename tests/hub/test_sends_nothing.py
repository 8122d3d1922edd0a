"""A plan that sends nothing says so first, with what is used up and what is left of it."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import kept_means, nightly, proposing
from hub.drawing import draw_plan
from hub.fixing import LockRow
from hub.means import Budget, Road
from hub.means_report import Limit, What
from hub.sends_nothing import nothing_sent, short_of
from hub.store import Store
from shared.allocation import SCARCE, LockKind, Reason
from tests.hub.console.test_recalculating import PATH
from tests.hub.office import PERIOD, SITES, app_of, csrf_of, inputs, needs, office, page, schools, signed_in, supply
from tests.hub.regions import GUIDE, catalogue
from tests.hub.trying import tried_office
from tests.shared.web.markup import faults

NOTHING = "Este plan no envía nada."
LIMITS = [
    Limit(What.TRIPS, "Huamanga", 8_025, 7_980), Limit(What.MONEY, "", 100, 99.5),
    Limit(What.WEIGHT, "Ruta 1", 800, 10), Limit(What.VOLUME, "Ruta 1", 90, 89),
]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return office(tmp_path)


def no_trips(store: Store, cents: int = 4_500) -> None:
    """Let every trip cost more than is left for trips."""
    kept_means.put_rows(store, Road, [Road(site=site, trip_cents=9_000) for site in SITES])
    kept_means.put_rows(store, Budget, [Budget(depot="Huamanga", cents=cents)])


def main_of(text: str) -> str:
    return text.partition("<main")[2]


def test_where_no_trip_is_left_the_plan_and_the_page_that_signs_say_so_before_any_other_notice(store: Store) -> None:
    no_trips(store)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))

    for path, later in ((f"/plan/{plan.id}", "Avisos del plan"), (f"/plan/{plan.id}/aprobar", "datos simulados")):
        text = main_of(page(client, path))
        assert plan.units == 0
        assert (
            text.index(NOTHING) < text.index("Viajes desde Huamanga: quedan S/ 45.00 de S/ 45.00") < text.index(later)
        )
        assert "Antes de firmar: si hay más de algo" in text
        assert text.index('class="note"') < text.index(NOTHING) < text.index("</div>", text.index('class="note"'))
        assert faults(page(client, path)) == []


def test_a_plan_that_sends_something_says_nothing_of_it(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))

    for path in (f"/plan/{plan.id}", f"/plan/{plan.id}/aprobar"):
        assert NOTHING not in page(client, path)
    assert f'class="btn go" href="/plan/{plan.id}/aprobar"' in page(client, "/plan")


def test_whoever_recalculates_is_not_asked_to_sign_what_sends_nothing(tmp_path: Path) -> None:
    store = tried_office(tmp_path)
    client = signed_in(app_of(store))
    no_trips(store)
    done = client.post(PATH, data={"csrf": csrf_of(page(client, "/plan"))})
    text = page(client, done.location)

    assert "No envía nada de los almacenes: lea primero por qué." in text
    assert "Ya puede revisarla y firmarla" not in text
    assert f'class="btn" href="{done.location}/aprobar"' in text
    assert nightly.plan_told(store.plan("latest"))[0]["units"] == 0


def test_what_is_left_is_told_in_the_measure_of_each_limit_and_of_a_road_what_is_shortest() -> None:
    short = {(Reason.TRIP, "Huamanga"): 9, (Reason.BUDGET, ""): 8, (Reason.VOLUME, "Ruta 1"): 7, (Reason.STOCK, ""): 6}

    told = [one.text() for one in nothing_sent(short, LIMITS, {}).used_up]

    assert told == [
        "Viajes desde Huamanga: quedan S/ 45.00 de S/ 8,025.00 este mes. Líneas que no salen: 9.",
        "Presupuesto para recursos: quedan S/ 0.50 de S/ 100.00 este mes. Líneas que no salen: 8.",
        "Espacio en la ruta Ruta 1: quedan 1.0 litros de 90.0 este mes. Líneas que no salen: 7.",
        "Escuelas que ningún almacén atiende todavía. Líneas que no salen: 6.",
    ]


def test_what_lacks_is_counted_of_the_lines_themselves() -> None:
    lines = draw_plan(inputs(supply=[row for row in supply() if row.resource != GUIDE])).lines

    found = short_of(lines)
    lock = LockRow(school=schools()[0].id, resource=GUIDE, kind=LockKind.MIN, units=50)
    drawn = draw_plan(inputs(supply=[], locks=[lock], schools=[replace(one, depot="Huamanga") for one in schools()]))
    fixed = [line for line in drawn.lines if line.resource == GUIDE]
    assert {line.reason for line in fixed if line.school == lock.school} == {Reason.LOCK}

    assert sum(found.values()) == sum(line.reason in SCARCE for line in lines)
    assert sum(short_of(fixed).values()) == sum(line.reason in SCARCE or line.school == lock.school for line in fixed)
    assert found[Reason.STOCK, ""] == sum(not line.depot and line.reason is Reason.STOCK for line in lines)


def test_where_nothing_lacks_and_where_only_packs_go_that_is_said() -> None:
    found = nothing_sent({}, [], {}, packs=True)

    assert found.what.text() == "Este plan no envía nada de los almacenes: solo paquetes de contenidos."
    assert [one.text() for one in found.used_up] == [
        "No se agotó nada: a ninguna línea le falta algo que se pueda enviar."
    ]


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(SCARCE), st.sampled_from(["", "Huamanga", "Ruta 1", "guia"])), st.integers(1, 99)
    ),
    st.lists(st.sampled_from(LIMITS), unique=True),
)
def test_whatever_lacks_is_told_in_whole_sentences_and_every_line_is_counted_once(
    short: dict[tuple[Reason, str], int], limits: list[Limit]
) -> None:
    names = {one.id: one.name for one in catalogue().resources}

    told = [one.text() for one in nothing_sent(short, limits, names).used_up]

    assert all(text.endswith(".") and "%(" not in text for text in told)
    assert sum(int(text.rstrip(".").rpartition(" ")[2]) for text in told if short) == sum(short.values())
