"""One resource is changed by hand: a new version of the catalogue, with who, why and what; an id never returns."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import cataloguing
from hub.acts import Kind
from hub.store import Store
from shared.acts import Actor
from shared.errors import BadInput
from shared.resources import Catalogue, Resource
from sync.feed import ALL
from tests.hub.databases import Databases
from tests.hub.notified import notices_of
from tests.hub.office import office
from tests.hub.regions import CHARGER, GUIDE, TABLET, catalogue

pytestmark = pytest.mark.databases
EVA = Actor("eva", "Administración")
ANY = st.sampled_from(catalogue().resources)


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path, databases=databases)
    yield opened
    opened.close()


def told(store: Store, **more: str) -> dict[str, str]:
    return {**cataloguing.written(store.catalogue().by_id()[GUIDE]), **more}


def edit(store: Store, version: int = 1, **more: str) -> int:
    return cataloguing.edit(store, GUIDE, told(store, **more), version=version, why="Cajas nuevas", by=EVA)


def test_one_resource_is_changed_the_others_stay_and_every_school_hears_of_it(store: Store) -> None:
    before = store.catalogue()

    number = edit(store, lot="25", requires_levels="Primaria, Secundaria", requires_internet="1")

    after = store.catalogue()
    one = after.by_id()[GUIDE]
    assert (number, after.version, one.lot, one.requires.internet) == (2, 2, 25, True)
    assert one.requires.levels == ("Primaria", "Secundaria")
    assert [each for each in after.resources if each.id != GUIDE] == [
        each for each in before.resources if each.id != GUIDE
    ]
    assert [entry.item.subject for entry in store.entries(ALL) if entry.item.kind == "catalogue"] == ["catalogue"]


def test_every_version_tells_what_changed_and_who_did_it_and_why(store: Store) -> None:
    edit(store, lot="25")

    newest, oldest = cataloguing.versions(store)

    assert newest.act
    assert (newest.act.kind, newest.act.login, newest.act.told()["why"]) == (Kind.CATALOGUE, "eva", "Cajas nuevas")
    ((change,),) = [newest.changes]
    assert [(one.name, one.after) for one in change.fields] == [("lot", 25)]
    assert (oldest.act, oldest.number, len(oldest.changes)) == (None, 1, len(catalogue().resources))


def test_what_is_withdrawn_is_offered_no_more_and_what_another_needs_stays(store: Store) -> None:
    number = cataloguing.withdraw(store, GUIDE, version=1, why="Se agotó", by=EVA)

    assert (number, GUIDE in store.catalogue().by_id()) == (2, False)
    with pytest.raises(BadInput, match="repite o no define"):
        cataloguing.withdraw(store, CHARGER, version=2, why="x", by=EVA)
    assert store.catalogue().version == 2


def test_every_school_reads_why_a_resource_was_changed_or_withdrawn(store: Store) -> None:
    edit(store, lot="25")
    cataloguing.withdraw(store, GUIDE, version=2, why="Se agotó", by=EVA)

    told = [(one.what, one.resource, one.version, one.text, one.role) for one in notices_of(store, ALL)]
    assert told == [
        ("resource", GUIDE, 2, "Cajas nuevas", EVA.office), ("withdrawn", GUIDE, 3, "Se agotó", EVA.office),
    ]  # fmt: skip
    assert {one.name for one in notices_of(store, ALL)} == {catalogue().by_id()[GUIDE].name}


def test_what_cannot_be_changes_nothing(store: Store) -> None:
    with pytest.raises(BadInput, match="No cambió ningún dato"):
        edit(store)
    with pytest.raises(BadInput, match="Alguien cambió el catálogo"):
        edit(store, version=7, lot="9")
    with pytest.raises(BadInput, match="motivo"):
        cataloguing.edit(store, TABLET, told(store, lot="9"), version=1, why=" ", by=EVA)

    assert (store.catalogue().version, store.acts()) == (1, [])


def test_each_field_that_cannot_be_kept_says_what_is_wrong_with_it(store: Store) -> None:
    for more, said in (
        ({"lot": "0"}, "un número entero, de 1 a 100,000"),
        ({"lot": "-1"}, "un número entero, de 1"),
        ({"value": "1,000,000,001"}, "de 0 a 1,000,000,000"),
        ({"weight_g": "1.5"}, "un número entero, de 0 a 10,000,000"),
        ({"weight_g": ""}, "un número entero"),
        ({"requires_android": "10000001"}, "un número entero"),
        ({"requires_levels": "primaria"}, "Ninguna escuela tiene «primaria».*Inicial, Primaria, Secundaria"),
        ({"requires_languages": "quy, quechua"}, "Ninguna escuela tiene «quechua»"),
        ({"name": " "}, "Escriba un nombre"),
        ({"name": "x" * 201}, "de 200 letras"),
    ):
        with pytest.raises(cataloguing.WrongFields) as wrong:
            edit(store, **more)
        assert list(wrong.value.fields) == list(more)
        assert re.search(said, wrong.value.fields[next(iter(more))].text())
    with pytest.raises(cataloguing.WrongFields) as both:
        edit(store, lot="x", weight_g="x", requires_levels="primaria")

    assert set(both.value.fields) == {"lot", "weight_g", "requires_levels"}
    assert (store.catalogue().version, store.acts()) == (1, [])


@given(one=ANY)
def test_a_form_that_is_sent_back_as_it_was_changes_no_field(one: Resource) -> None:
    assert cataloguing.changed(one, cataloguing.written(one)) == one


@given(one=ANY, lot=st.integers(1, 100_000), power=st.booleans())
def test_a_form_changes_what_it_says_and_nothing_else(one: Resource, lot: int, *, power: bool) -> None:
    said = {**cataloguing.written(one), "lot": f"{lot:,}", "requires_power": "1" if power else ""}

    found = cataloguing.written(cataloguing.changed(one, said))

    assert found == {**said, "lot": str(lot)}
    assert Catalogue(1, (cataloguing.changed(one, said),)).by_id()[one.id].kind is one.kind
