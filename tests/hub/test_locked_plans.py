"""Whatever people lay down, the plan keeps to every limit, and each lock is kept or its line tells why it is not."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import auditing, locking, proposing
from hub.allocation.files import read_instance
from hub.allocation.plan_files import write_plan
from hub.allocation.solve import divide
from hub.allocation.writing import write_instance
from hub.drawing import draw_plan
from hub.fairness import Weights
from hub.fixing import LockRow
from hub.inputs import Inputs
from hub.lock_checks import Wanted
from hub.region_instance import instance_of
from hub.region_rows import SupplyRow
from hub.store import Store
from hub.verify.plan import verify
from shared.acts import Actor
from shared.allocation import Line, LockKind, Reason
from shared.changes import what_would_change
from shared.reasons import why
from tests.hub.office import PERIOD, inputs, needs, office, schools, supply
from tests.hub.regions import CHARGER, GUIDE, READER, ROUTER, TABLET, catalogue

LOT = {one.id: one.lot for one in catalogue().resources}
NOWHERE = 5
"""Of the schools: no depot serves it."""
HERE = [replace(school, depot="" if at == NOWHERE else "Huamanga") for at, school in enumerate(schools())]
KINDS = st.sampled_from(list(LockKind))
LOCKS = st.lists(
    st.builds(
        lambda at, resource, kind, lots, rank: LockRow(
            school=HERE[at].id, resource=resource, kind=kind, rank=rank, office="Operación regional", login="ana",
            units=0 if kind is LockKind.EXCLUDE else lots * LOT[resource], reason="Censo.", expires=date(2026, 12, 31),
        ),
        st.integers(0, 5), st.sampled_from([TABLET, CHARGER, ROUTER, GUIDE, READER]), KINDS, st.integers(0, 12),
        st.integers(0, 2),
    ),
    max_size=12,
)  # fmt: skip


def agreeing(locks: list[LockRow]) -> list[LockRow]:
    """Return those that somebody could lay down one after the other."""
    found: list[LockRow] = []
    for one in locks:
        if not any(one.clashes(other) for other in found):
            found.append(one)
    return found


def of(locks: list[LockRow], alpha: float) -> Inputs:
    pool = SupplyRow(depot="POOL", resource=GUIDE, units=30)
    return inputs(schools=HERE, locks=locks, supply=[*supply(), pool], weights=Weights(version=1, alpha=alpha))


def kept(lock: LockRow, line: Line) -> bool:
    floor = lock.kind in (LockKind.EXACT, LockKind.MIN)
    ceiling = lock.kind is not LockKind.MIN
    return (not floor or line.units >= lock.units) and (not ceiling or line.units <= lock.units)


@given(LOCKS.map(agreeing), st.sampled_from([0.0, 2.0]))
@settings(max_examples=40, deadline=None)
def test_every_lock_is_kept_or_its_line_says_who_asked_why_and_what_cut_it(locks: list[LockRow], alpha: float) -> None:
    lines = {(line.school, line.resource): line for line in draw_plan(of(locks, alpha)).lines}

    for lock in locks:
        line = lines[lock.school, lock.resource]
        assert lock.kind is LockKind.MIN or line.units <= lock.units
        if kept(lock, line):
            continue
        assert line.turn is not None
        assert line.turn.fixed is not None
        assert (line.turn.fixed.units, line.turn.fixed.cut_by is not None) == (lock.units, True)
        words = why(line, catalogue()).text()
        assert f"Operación regional fijó que reciba {'al menos ' * (lock.kind is LockKind.MIN)}{lock.units}" in words
        assert f"Motivo: Censo. Vale hasta el 31/12/2026. Van {line.units}" in words


@given(LOCKS, st.sampled_from([0.0, 2.0]))
@settings(max_examples=25, deadline=None)
def test_even_where_they_contradict_each_other_the_plan_holds_by_code_that_shares_nothing_with_it(
    locks: list[LockRow], alpha: float
) -> None:
    tables, given_ = instance_of(of(locks, alpha))
    drawn = {(line.school, line.resource): line.lots for line in draw_plan(of(locks, alpha)).lines if line.lots}
    with TemporaryDirectory() as name:
        write_instance(Path(name) / "instance", tables, given_, csv=True)
        read = read_instance(Path(name) / "instance")
        answer = divide(read.instance)
        write_plan(Path(name) / "plan", read, answer, csv=True, seconds=0)
        found = verify(Path(name) / "instance", Path(name) / "plan")

    pairs = read.instance.pairs
    keys = zip(read.instance.schools.id[pairs.school], read.instance.resources.id[pairs.resource], strict=True)
    assert [one.text() for one in found.findings] == []
    assert {key: lots for key, lots in zip(keys, answer.lots.tolist(), strict=True) if lots} == drawn


def test_of_a_floor_and_a_ceiling_the_line_tells_the_one_that_decides() -> None:
    def line(supplied: int) -> Line:
        both = [_lock(LockKind.MIN, 10), _lock(LockKind.MAX, 20)]
        stock = [SupplyRow(depot="Huamanga", resource=GUIDE, units=supplied)]
        drawn = draw_plan(inputs(schools=HERE[:2], locks=both, supply=stock)).lines
        return next(one for one in drawn if (one.school, one.resource) == (HERE[0].id, GUIDE))

    short, plenty = line(0), line(500)

    assert [one.turn and one.turn.fixed and one.turn.fixed.kind for one in (short, plenty)] == [
        LockKind.MIN, LockKind.MAX,
    ]  # fmt: skip
    assert (plenty.units, plenty.reason) == (20, Reason.LOCK)


def _lock(kind: LockKind, units: int, at: int = 0, **more: Any) -> LockRow:
    return LockRow(school=HERE[at].id, resource=GUIDE, kind=kind, units=units, reason="Censo.", **more)


@pytest.mark.parametrize(
    ("at", "resource", "said"),
    [
        (0, ROUTER, "fijó que reciba al menos 5. Motivo: Censo. Van 0. El local no tiene un enlace a internet"),
        (NOWHERE, GUIDE, "Van 0: ningún almacén atiende todavía a esta escuela."),
    ],
)
def test_a_floor_that_no_stock_could_keep_says_what_stands_in_its_way(at: int, resource: str, said: str) -> None:
    here = [replace(school, internet=False) if n == at else school for n, school in enumerate(HERE)]
    lock = replace(_lock(LockKind.MIN, 5 * LOT[resource] if resource == GUIDE else 5, at), resource=resource)

    drawn = draw_plan(inputs(schools=here, locks=[lock])).lines
    (line,) = (one for one in drawn if (one.school, one.resource) == (lock.school, lock.resource))

    assert said in why(line, catalogue()).text()


def test_a_lock_that_lacks_the_kit_says_so_though_the_goods_went_elsewhere_afterwards() -> None:
    stock = [SupplyRow(depot="Huamanga", resource=TABLET, units=15)]
    lock = replace(_lock(LockKind.MIN, 50), resource=TABLET)

    drawn = draw_plan(inputs(schools=HERE, locks=[lock], supply=stock)).lines
    (line,) = (one for one in drawn if (one.school, one.resource) == (lock.school, TABLET))

    assert sum(one.units for one in drawn if one.resource == TABLET) == 15
    assert "Van 0: falta «Cargadores solares», que debe ir en la misma entrega." in why(line, catalogue()).text()


def test_what_the_depot_lacks_for_a_lock_is_told_of_all_of_it() -> None:
    stock = [SupplyRow(depot="Huamanga", resource=GUIDE, units=30)]

    drawn = draw_plan(inputs(schools=HERE, locks=[_lock(LockKind.MIN, 100)], supply=stock)).lines
    (line,) = (one for one in drawn if (one.school, one.resource) == (HERE[0].id, GUIDE))

    assert line.units == 30
    assert what_would_change(line, catalogue()).text() == (
        "Se estima que con 70 más en el almacén de Huamanga se cumpliría lo fijado."
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return office(tmp_path)


def lay(store: Store, until: date = date(2026, 12, 31)) -> LockRow:
    wanted = Wanted(
        school=HERE[1].id, resource=GUIDE, kind=LockKind.EXACT, units=50, until=until, why="Internado nuevo."
    )
    return locking.lay_down(store, wanted, by=Actor("ana", "Operación regional"))


def test_the_next_plan_knows_what_was_laid_down_names_it_in_its_line_and_recomputes(store: Store) -> None:
    before = proposing.make_plan(store, needs(), **PERIOD)
    lock = lay(store)

    plan = proposing.make_plan(store, needs(), **PERIOD)
    (line,) = (one for one in store.plan_lines(plan.id) if (one.school, one.resource) == (lock.school, GUIDE))

    assert (plan.id == before.id, line.units, line.reason, line.note) == (False, 50, Reason.LOCK, "Internado nuevo.")
    assert (
        why(line, catalogue())
        .text()
        .startswith("Operación regional fijó que reciba 50. Motivo: Internado nuevo. Vale hasta el 31/12/2026.")
    )
    assert [one["number"] for one in plan.inputs["locks"]] == [lock.number]
    assert auditing.audit(store, plan.id) == auditing.Audit((), ())


def test_a_plan_whose_period_begins_after_the_last_day_or_drawn_after_it_was_taken_back_knows_nothing_of_it(
    store: Store,
) -> None:
    before = proposing.make_plan(store, needs(), **PERIOD)
    lay(store, until=date(2026, 10, 18))
    same = proposing.make_plan(store, needs(), **PERIOD)
    locking.lift(store, lay_again(store), why="Cerró.", by=Actor("ana", "Operación regional"))

    again = proposing.make_plan(store, needs(), **PERIOD)

    assert before.id == same.id == again.id


def lay_again(store: Store) -> int:
    """Take the first one back and lay it down until later."""
    locking.lift(store, 2, why="Otra fecha.", by=Actor("ana", "Operación regional"))
    return lay(store).number
