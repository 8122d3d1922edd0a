"""The history as a terminal shows it: the time of Lima, names and not keys."""

from pathlib import Path

import pytest

from hub import limits
from hub.acts import Kind
from hub.history_told import lines_of, names_of
from hub.store import Store
from shared.acts import Actor
from tests.hub.commands import run
from tests.hub.office import office

ANA = Actor("ana", "Operación regional")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return office(tmp_path)


def test_a_kind_without_words_of_its_own_says_why(store: Store) -> None:
    store.keep_act(Kind.REVOKED, "0" * 16, ANA, {"why": "La laptop se perdió."})

    (line,) = lines_of(store.acts(), {})
    assert line.endswith("Computadora dada de baja: 0000000000000000. Operación regional (ana). La laptop se perdió.")


def test_the_time_is_that_of_lima(store: Store) -> None:
    store.keep_act(Kind.REJECTED, "2026-10-abc", ANA)

    assert list(lines_of(store.acts(), {})) == [
        "    1  17/10/2026 08:00  Rechazado: 2026-10-abc. Operación regional (ana)."
    ]


def test_schools_resources_and_versions_are_named_and_no_key_is_shown(store: Store) -> None:
    school, guide = store.schools()[0], store.catalogue().resources[0]
    limits.set_limit(store, units=60, devices=20, why="Piloto", by=ANA)
    store.keep_act(Kind.SCHOOL, f"school/{school.id}", ANA, {"closed": True, "why": "Cerró."})
    store.keep_act(Kind.CAP, f"use/{school.id}/{guide.id}", ANA, {"school": school.id, "resource": guide.id})
    where, what = f"{school.name} ({school.id})", f"{guide.name} ({guide.id})"

    limit, closed, cap = lines_of(store.acts(), names_of(store))

    assert "Límite nuevo: versión 1. Operación regional (ana)." in limit
    assert f"Escuela cambiada: {where}. Operación regional" in closed
    assert f"{where}, {what}: el uso no es cierto" in cap


def test_the_command_tells_of_one_quantity_that_was_fixed(store: Store) -> None:
    where = ("--dir", store.config.folder)
    empty = run("plan", "history", *where).output
    for number in (1, 12):
        store.keep_act(Kind.LOCKED, f"lock/{number}", ANA, {"kind": "min", "units": 20, "until": "2026-12-31"})

    (line,) = run("plan", "history", "lock/12", *where).output.splitlines()

    assert "Cantidad fijada: n.º 12." in line
    assert empty == "El historial está vacío.\n"
    assert "No hay un plan «lock/2»" in run("plan", "history", "lock/2", *where).output


def test_the_command_gives_the_names(store: Store) -> None:
    school = store.schools()[0]
    store.keep_act(Kind.SCHOOL, f"school/{school.id}", ANA, {"closed": True, "why": "Cerró."})

    told = run("plan", "history", "--dir", store.config.folder).output

    assert f"  Escuela cambiada: {school.name} ({school.id}). Operación regional (ana). " in told
