"""What was seen of a file is what is done: the same difference, the same region, with who and why in the history."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.acts import Kind as Act
from hub.importers.kinds import Asked, Kind
from hub.importing import bring_in, look, mark_of
from hub.region import kept_of
from hub.store import Store
from shared.acts import Actor
from shared.differing import Fate, applied
from shared.errors import BadInput
from tests.hub.databases import Databases
from tests.hub.office import office, schools, supply

BY = Actor("ana", "Administración")
HEAD = "cod_mod;anexo;cen_edu;nivel;ugel;talumno;codlocal"
PADRON = Asked(Kind.SCHOOLS, "padron.csv")
_ROW = st.tuples(
    st.integers(1, 9), st.sampled_from(("Los Andes", "El Sol")), st.sampled_from(("Primaria", "Secundaria")),
    st.none() | st.integers(0, 90), st.sampled_from(("", "999101", "999102")),
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path, databases=databases)
    yield opened
    opened.close()


def written(folder: Path, *rows: str, head: str = HEAD, name: str = "padron.csv") -> Path:
    file = folder / name
    file.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return file


def rows_of(store: Store) -> dict[str, dict[str, object]]:
    return {school.id: kept_of(school) for school in store.schools()}


@pytest.mark.databases
def test_what_was_shown_is_what_is_done_and_the_history_says_why(store: Store, tmp_path: Path) -> None:
    file = written(
        tmp_path, "0999101;0;Quebrada Honda;Primaria;Huamanga;44;", "0999120;0;Nueva;Inicial;Huamanga;9;999120"
    )
    before = rows_of(store)
    mark, seen = look(store, file, PADRON)
    done = bring_in(store, file, PADRON, mark, why="Padrón de marzo.", accept=False, by=BY)

    assert done.changes == seen.changes
    assert rows_of(store) == applied(before, seen.changes)
    assert [(one.fate, one.key) for one in seen.changes[:2]] == [(Fate.NEW, "0999120-0"), (Fate.CHANGED, "0999101-0")]
    assert ("students", 21, 44) in [(one.name, one.before, one.after) for one in seen.changes[1].fields]
    assert {one.key for one in seen.changes if one.fate is Fate.ABSENT} == {f"099910{n}-0" for n in range(2, 7)}
    (act,) = [act for act in store.acts() if act.kind == Act.IMPORTED]
    assert (act.login, act.told()["why"], act.told()["new"]) == ("ana", "Padrón de marzo.", 1)


@pytest.mark.databases
def test_a_region_that_changed_in_between_takes_nothing(store: Store, tmp_path: Path) -> None:
    file = written(tmp_path, "0999101;0;Quebrada Honda;Primaria;Huamanga;44;")
    mark, _seen = look(store, file, PADRON)
    store.put_schools([replace(schools()[0], students=45)])

    with pytest.raises(BadInput, match="La región cambió"):
        bring_in(store, file, PADRON, mark, why="Padrón.", accept=False, by=BY)
    assert rows_of(store)["0999101-0"]["students"] == 45
    assert [act for act in store.acts() if act.kind == Act.IMPORTED] == []


def test_without_a_reason_nothing_is_done(store: Store, tmp_path: Path) -> None:
    file = written(tmp_path, "0999101;0;Quebrada Honda;Primaria;Huamanga;44;")

    with pytest.raises(BadInput, match="Escriba el motivo"):
        bring_in(store, file, PADRON, mark_of(store), why=" ", accept=False, by=BY)


def test_what_is_refused_holds_all_back_until_somebody_goes_without_it(store: Store, tmp_path: Path) -> None:
    file = written(tmp_path, "0999101;0;Quebrada Honda;Primaria;Huamanga;44;", "0999102;0;;Primaria;Huamanga;4;")
    mark, before = mark_of(store), rows_of(store)
    with pytest.raises(BadInput, match="rechazadas"):
        bring_in(store, file, PADRON, mark, why="Padrón.", accept=False, by=BY)

    assert rows_of(store) == before
    bring_in(store, file, PADRON, mark, why="Padrón.", accept=True, by=BY)
    assert rows_of(store)["0999101-0"]["students"] == 44


def test_what_a_depot_no_longer_lists_is_gone_from_it(store: Store, tmp_path: Path) -> None:
    rows = [f"Huamanga;{row.resource};{row.units}" for row in supply()[1:]]
    file = written(tmp_path, *rows, head="depot;resource;units", name="stock.csv")
    _mark, seen = look(store, file, Asked(Kind.SUPPLY, "stock.csv"))

    assert [(one.fate, one.key) for one in seen.changes] == [(Fate.GONE, "Huamanga · tablet")]


def test_a_count_of_a_depot_changes_the_mark_and_a_look_does_not(store: Store, tmp_path: Path) -> None:
    other = office(tmp_path / "other")
    same = mark_of(store)
    other.put_supply([replace(row, as_of=date(2026, 10, 17)) for row in supply(tablets=70)])

    assert mark_of(store) == same
    assert mark_of(other) != same
    other.close()


CALENDAR = """{"version": 3, "source": "RM de prueba", "days_off": ["2027-06-29"],
"terms": [{"first": "2027-03-15", "last": "2027-05-14"}, {"first": "2027-05-24", "last": "2027-07-23"}]}"""
CATALOGUE = """{"version": 3, "resources": [{"id": "guia", "name": "guías", "kind": "consumable", "lot": 25}]}"""
OTHERS = [
    (Kind.SUPPLY, "depot;resource;units\nHuamanga;tablet;9\nHuanta;guia;30\n"),
    (Kind.ZONES, "zone;weight_kg\nOcongate;800\n"),
    (Kind.ROADS, "site;zone;trip_cost\n999101;Ocongate;35.50\n"),
    (Kind.BUDGETS, "depot;soles\nHuamanga;1200.50\nRECURSOS;sin límite\n"),
    (Kind.COSTS, "resource;cost\ntablet;450.90\n"),
    (Kind.QUINTILES, "cod_mod;anexo;quintile;source;year\n0999101;0;1;INEI;2024\n"),
    (Kind.PACK_ROOMS, "site;free_mb\n999101;9000\n"),
    (Kind.DHIS2, "cod_mod;anexo;dhis2\n0999101;0;DiszpKrYNg8\n"),
    (Kind.CALENDAR, CALENDAR),
    (Kind.CATALOGUE, CATALOGUE),
]


@pytest.mark.databases
@pytest.mark.parametrize(("kind", "text"), OTHERS, ids=[kind.value for kind, _text in OTHERS])
def test_every_import_does_what_it_shows_and_then_the_same_file_differs_in_nothing(
    store: Store, tmp_path: Path, kind: Kind, text: str
) -> None:
    file, asked = tmp_path / "x.csv", Asked(kind, "x.csv")
    file.write_text(text, encoding="utf-8")
    mark, seen = look(store, file, asked)
    done = bring_in(store, file, asked, mark, why="Prueba.", accept=False, by=BY)

    assert done.changes == seen.changes != ()
    assert look(store, file, asked)[1].changes == ()


@given(
    st.lists(_ROW, max_size=6, unique_by=lambda row: row[0]), st.lists(_ROW, max_size=6, unique_by=lambda row: row[0])
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_listing_over_any_region_does_what_it_shows_and_then_differs_in_nothing(
    tmp_path_factory: pytest.TempPathFactory, first: list[tuple[object, ...]], second: list[tuple[object, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("region")
    store = office(folder)
    for number, rows in enumerate((first, second)):
        lines = [f"099920{n};0;{name};{level};Huanta;{'' if some is None else some};{site}"
                 for n, name, level, some, site in rows]  # fmt: skip
        file = written(folder, "0999209;1;Siempre;Primaria;Huanta;7;", *lines, name=f"{number}.csv")
        before = rows_of(store)
        mark, seen = look(store, file, PADRON)
        if not seen.refused:
            bring_in(store, file, PADRON, mark, why="Padrón.", accept=False, by=BY)
            assert rows_of(store) == applied(before, seen.changes)
            again = look(store, file, PADRON)[1]
            assert [one for one in again.changes if one.fate is not Fate.ABSENT] == []
    store.close()
