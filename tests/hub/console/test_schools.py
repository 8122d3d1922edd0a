"""Schools are ordered by silence and placed on a map that they fill."""

import re
from dataclasses import replace

import msgspec
import pytest

from hub import planning, proposing, schema
from hub.acts import BY_COMMAND
from hub.console.school_states import by_silence, state_of
from hub.dispatching import Said, dispatch
from hub.enrol import invite
from hub.keyfiles import read_keys
from hub.region_rows import School
from hub.rows import NodeState, SchoolSync
from hub.store import Store
from shared.acts import Actor
from shared.fact_fields import NUMBERS
from shared.ids import SchoolId
from tests.hub.office import PERIOD, SITES, app_of, heard, needs, page, schools, signed_in


def test_the_never_heard_come_before_the_longest_silent_and_those_without_a_computer_last() -> None:
    syncs = [
        SchoolSync(school=school, state=state, days_silent=days)
        for school, state, days in zip(
            schools(),
            (NodeState.OK, NodeState.NONE, NodeState.OK, NodeState.OK, NodeState.INVITED),
            (3, None, 30, None, None),
            strict=False,
        )
    ]

    names = [sync.school.name for sync in sorted(syncs, key=by_silence)]

    assert names == ["Río Claro", "Puente Viejo", "Quebrada Honda", "Tres Cruces", "El Mirador"]


def test_schools_are_listed_by_days_of_silence(store: Store) -> None:
    heard(store, SITES[0], 2)
    heard(store, SITES[1], 30)

    text = page(signed_in(app_of(store)), "/")

    assert text.index("El Mirador") < text.index("Quebrada Honda")
    assert "Sin contacto" in text
    assert "todavía sin laptop: 4" in text


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"state": NodeState.NONE}, "none"),
        ({"state": NodeState.INVITED}, "none"),
        ({"state": NodeState.INVITED, "waiting": 1}, "err"),
        ({"days_silent": 3}, "ok"),
        ({"days_silent": 9}, "queue"),
        ({"days_silent": 15}, "off"),
        ({}, "off"),
        ({"days_silent": 1, "waiting": 1}, "err"),
        ({"days_silent": 1, "forked": True}, "err"),
        ({"days_silent": 1, "state": NodeState.HELD}, "err"),
    ],
)
def test_what_a_person_must_repair_comes_before_what_is_late(changes: dict[str, object], state: str) -> None:
    sync = SchoolSync(school=schools()[0], **{"state": NodeState.OK, **changes})  # type: ignore[arg-type]

    assert state_of(sync) == state


def test_a_school_that_was_invited_a_minute_ago_has_no_laptop_yet_and_says_that_it_is_invited(store: Store) -> None:
    client = signed_in(app_of(store))
    before = page(client, "/")
    for site in SITES[:2]:
        invite(store, read_keys(store.config).public, site, store.schools(), "http://10.0.0.2:8060", by=BY_COMMAND)
    after = page(client, "/")

    for text in (before, after):
        assert "todavía sin laptop: 6" in text
        assert re.search(r"Más de 14 días.*?<dd class=\"num\">0</dd>", text)
        assert '<use href="#m-' not in text
    assert ["tiene invitación" in row_of(text, "0999101-0") for text in (before, after)] == [False, True]
    assert "tiene invitación" not in row_of(after, "0999103-0")


def test_a_filter_keeps_the_schools_that_fit_it(store: Store) -> None:
    client = signed_in(app_of(store))

    text = page(client, "/?q=quinua")

    assert "La Quinua" in text
    assert "Tres Cruces" not in text
    assert "Ninguna escuela cumple" in page(client, "/?q=xyz")


def test_the_spreadsheets_cannot_run_what_a_name_says(store: Store) -> None:
    store.put_schools([replace(schools()[0], name="=HYPERLINK(1)")])

    answer = signed_in(app_of(store)).get("/escuelas.csv")

    assert answer.mimetype == "text/csv"
    assert "'=HYPERLINK(1)" in answer.get_data(as_text=True)


def row_of(text: str, code: str) -> str:
    """Return the row of a service in the list."""
    return next(row for row in text.split("<tr>") if code in row)


def test_what_is_on_its_way_is_said_of_the_services_that_get_something_and_of_no_other_at_their_site(
    store: Store,
) -> None:
    twin = School(id=SchoolId("0999109-0"), site=SITES[0], name="Quebrada Honda", ugel="Huamanga", level="Secundaria")
    store.put_schools([*schools(), twin])
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)

    client = signed_in(app_of(store))
    ordered = page(client, "/")
    one = next(one for one in store.shipments() if one.site == SITES[0])
    dispatch(store, one.pecosa, Said(day=one.left, carrier="Camión AB-1"), by=Actor("ana", ""))
    text = page(client, "/")

    assert "Con orden de salida" in row_of(ordered, "0999101-0")
    assert "En camino" not in ordered
    assert "En camino" in row_of(text, "0999101-0")
    assert "En camino" not in row_of(text, "0999109-0")
    assert ">Quebrada Honda (Primaria)<span" in text
    assert ">Quebrada Honda (Secundaria)<span" in text


def test_what_does_not_count_is_told_with_its_computer_and_what_to_do(store: Store) -> None:
    told = [{"site": SITES[0], "node": "0badc0de0badc0de", "why": "foreign", "facts": 1200}]
    store.swap_dataset("weekly_demand", path="p", version="v", rows=0, notes={"left_out": told})

    client = signed_in(app_of(store))
    text = page(client, "/detenidos")

    assert "Registros de otro local: 1" in page(client, "/")
    assert "0bad c0de 0bad c0de" in text
    assert "1,200" in text or "1 200" in text or "1.200" in text
    assert "importe el listado de servicios" in text


def test_privacy_speaks_as_the_region(store: Store) -> None:
    text = app_of(store).test_client().get("/privacidad").get_data(as_text=True)

    assert "Pida a la administración de la región ver, corregir o borrar los datos de su cuenta." in text
    assert ("de su escuela ver" in text, "contado, aquí" in text) == (False, False)


def test_who_holds_data_that_was_not_sent_is_found(store: Store) -> None:
    for site, pending in zip(SITES[:2], (7, 0), strict=True):
        heard(store, site, 1)
        health = msgspec.msgpack.encode({NUMBERS["pending"]: pending})
        with store.begin() as connection:
            mine = schema.nodes.c.site == site
            connection.execute(schema.nodes.update().where(mine).values(health=health))
    text = page(signed_in(app_of(store)), "/?faltan=si")

    assert ">Quebrada Honda<span" in text
    assert "El Mirador" not in text
