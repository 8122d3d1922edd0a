"""What is odd of a lock is asked once, in words; what a school may well need is not."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.fixing import LockRow
from hub.lock_doubts import asked_of, fixed_beside
from hub.region_rows import SupplyRow
from shared.allocation import LockKind
from shared.ids import ResourceId, SchoolId
from shared.resources import Power
from tests.hub.office import schools
from tests.hub.regions import CHARGER, GUIDE, READER, ROUTER, TABLET, catalogue

HERE = replace(schools()[2], depot="Huamanga", students=39)
"""It has power and no link, and teaches Quechua."""
THERE = [SupplyRow(depot=depot, resource=one, units=units) for depot, one, units in (
    ("Huamanga", GUIDE, 3_000), ("POOL", GUIDE, 500), ("Huanta", GUIDE, 9_000), ("Huamanga", TABLET, 400),
    ("Huamanga", ROUTER, 9), ("Huamanga", CHARGER, 400), ("Huamanga", READER, 400),
)]  # fmt: skip


def odd(units: int, resource: ResourceId = GUIDE, kind: LockKind = LockKind.MIN, **changes: object) -> str:
    here = replace(HERE, **changes)  # type: ignore[arg-type]
    lock = LockRow(school=here.id, resource=resource, kind=kind, units=units)
    return " ".join(one.text() for one in asked_of(lock, here, catalogue(), THERE).words)


def test_more_than_the_depot_and_the_nation_have_is_asked_with_what_they_have() -> None:
    text = odd(900_000)

    assert text.startswith("El almacén de Huamanga tiene 3,000 para todas sus escuelas, la reserva nacional 500, y ")
    assert "se pide fijar 900,000: iría todo a esta, y a las demás nada." in text
    assert "El almacén" in odd(3_510)
    assert "El almacén" not in odd(3_500)
    assert odd(500, TABLET).startswith("El almacén de Huamanga tiene 400 para todas sus escuelas y se pide fijar 500:")


@pytest.mark.parametrize(
    ("units", "resource", "changes", "asks"),
    [
        (80, GUIDE, {}, ""),
        (90, GUIDE, {}, "Son 90 unidades para 39 estudiantes: de lo que se gasta se espera a lo más dos por"),
        (40, TABLET, {}, ""),
        (45, TABLET, {}, "Son 45 unidades para 39 estudiantes: de lo que se presta y se devuelve"),
        (78, CHARGER, {}, ""),
        (80, CHARGER, {}, "a lo más una por estudiante (78)"),
        (10, GUIDE, {"students": 3}, ""),
        (10, GUIDE, {"students": 0}, ""),
        (20, GUIDE, {"students": 3}, "Son 20 unidades para 3 estudiantes"),
        (200, TABLET, {"students": None}, ""),
        (205, TABLET, {"students": None}, "No consta cuántos estudiantes tiene la escuela, y 205 es más de la mitad"),
    ],
)
def test_pupils_are_counted_by_how_a_resource_is_used_and_one_lot_is_never_odd(
    units: int, resource: ResourceId, changes: dict[str, object], asks: str
) -> None:
    text = odd(units, resource, **changes)

    assert asks in text
    assert bool(text) == bool(asks)


def test_what_is_of_no_use_there_is_asked_with_the_words_of_its_line() -> None:
    assert odd(5, READER, languages=("es",)) == (
        "El recurso está en una lengua que la escuela no enseña. Aunque se fije, el plan no le enviará nada de esto."
    )
    assert odd(1, ROUTER, power=Power.GRID, internet=None).startswith("No se sabe si el local tiene un enlace")
    assert odd(5, READER) == ""
    assert odd(5, TABLET, power=Power.NONE) == ""


def test_what_is_fixed_for_others_of_the_depot_counts_with_it_while_it_holds() -> None:
    mine, other, far = (schools()[at].id for at in range(3))
    depots = {mine: "Huamanga", other: "Huamanga", far: "Huanta"}

    def lock(of: SchoolId, units: int, **more: object) -> LockRow:
        values = {"kind": LockKind.MIN, "resource": GUIDE, "expires": date(2026, 12, 31), **more}
        return LockRow(school=of, units=units, **values)  # type: ignore[arg-type]

    known = [
        lock(mine, 1), lock(far, 2), lock(other, 4, resource=READER), lock(other, 8, expires=date(2026, 10, 1)),
        lock(other, 16, kind=LockKind.MAX), lock(other, 3_480),
    ]  # fmt: skip
    others = fixed_beside(lock(mine, 30), known, depots, date(2026, 10, 17))
    asked = [
        [one.text() for one in asked_of(lock(mine, units), HERE, catalogue(), THERE, others).words]
        for units in (20, 30)
    ]

    assert others == 3_480
    assert asked == [
        [],
        ["Para otras escuelas del almacén de Huamanga ya se fijaron 3,480: con estas 30 pasan de lo que hay (3,500), y "
         "no todas se cumplirán."],
    ]  # fmt: skip


def test_where_there_is_none_of_it_that_is_asked_and_no_share_is_spoken_of() -> None:
    assert odd(20, depot="Cangallo", resource=READER) == (
        "Entre el almacén de Cangallo (0) y la reserva nacional (0) no hay un lote de 5: mientras no llegue más, el "
        "plan no le enviará nada."
    )


def test_where_no_depot_serves_the_school_that_is_asked() -> None:
    assert odd(10, depot="").startswith("Ningún almacén atiende todavía a esta escuela")


@given(st.sampled_from([LockKind.MAX, LockKind.EXCLUDE]), st.integers(0, 10_000_000))
def test_what_only_bounds_a_school_takes_nothing_from_anybody_and_is_never_asked(kind: LockKind, units: int) -> None:
    assert odd(units, ROUTER, kind) == ""


def test_what_is_asked_about_one_quantity_is_no_answer_to_another() -> None:
    marks = {
        asked_of(LockRow(school=HERE.id, resource=resource, kind=kind, units=units), HERE, catalogue(), THERE).mark
        for resource in (GUIDE, READER) for kind in (LockKind.MIN, LockKind.EXACT) for units in (900_000, 90_000)
    }  # fmt: skip

    assert len(marks) == 8
