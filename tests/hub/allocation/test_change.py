"""What may be tried on an instance, and what may not: each change where it belongs, and nothing else touched."""

from dataclasses import replace

import numpy as np
import pytest

from hub.allocation.change import Change, OtherStock, OtherTrips, OtherWeight, TriedLock, changed
from hub.allocation.instance import NO_LIMIT, Instance
from hub.allocation.tables import POOL
from shared.allocation import LockKind
from shared.errors import BadInput
from tests.hub.allocation.divided import MILLION, Case, Wish, names

SCHOOL, OTHER = "0000000-0", "0000001-0"
WISHES = [Wish(0, 0, [3 * MILLION, MILLION]), Wish(1, 1, [MILLION], least=2, most=4)]


def instance(**what: object) -> Instance:
    """Return two depots, lots of 5 and 1, soles for visits in both."""
    case = Case(WISHES, depots=("Huamanga", "Sucre"), depot=(0, 0, 1), pool={0: 3}, trips=9_000, **what)  # type: ignore[arg-type]
    one = case.instance()
    groups = {"rurality": names(["Rural 3", "Urbana", "Rural 3"]), "language": names(["es|quy", "es", ""])}
    return one.changed(schools=replace(one.schools, groups=groups))


def test_a_change_of_nothing_is_none() -> None:
    assert not Change()
    assert Change(alpha=0.0)


def test_stock_grows_and_shrinks_by_whole_lots_where_it_is_named() -> None:
    before = instance()

    after = changed(before, Change(stock=(OtherStock("Sucre", "r0", 15), OtherStock(POOL, "r0", -10))))

    assert (after.limits.stock - before.limits.stock).tolist() == [[0, 0], [3, 0]]
    assert (after.limits.pool - before.limits.pool).tolist() == [-2, 0]
    assert before.limits.pool.tolist() == [3, 0]


def test_the_only_depot_needs_no_name() -> None:
    one = Case(WISHES).instance()

    after = changed(one, Change(stock=(OtherStock("", "r1", -7),)))

    assert after.limits.stock.tolist() == [[100, 93]]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(stock=(OtherStock("", "r0", 5),)), "Hay varios almacenes: diga cuál. Son: Huamanga, Sucre, POOL."),
        (Change(stock=(OtherStock("Lima", "r0", 5),)), "no tiene el almacén «Lima»"),
        (Change(stock=(OtherStock("Sucre", "r9", 5),)), "no tiene el recurso «r9»"),
        (Change(stock=(OtherStock("Sucre", "r0", 7),)), "7 unidades de r0 no son lotes enteros: su lote es de 5."),
        (Change(stock=(OtherStock("Sucre", "r0", 0),)), "no son lotes enteros"),
        (Change(stock=(OtherStock("Sucre", "r0", -505),)), "No se puede quitar tanto de r0: hay 500 unidades"),
        (Change(stock=(OtherStock(POOL, "r0", -20),)), "No se puede quitar tanto de r0: hay 15 unidades"),
        (Change(trips=(OtherTrips("Lima", 5),)), "no tiene el almacén «Lima»"),
        (Change(trips=(OtherTrips("Sucre", float("nan")),)), "Escriba los viajes en soles"),
        (Change(weights=(OtherWeight("rurality", "Rural 9", 150),)), "No hay escuelas de rurality «Rural 9»"),
        (Change(weights=(OtherWeight("color", "rojo", 150),)), "No hay escuelas de color «rojo»"),
        (Change(weights=(OtherWeight("rurality", "Urbana", 0),)), "entre 1 y 1000"),
        (
            Change(locks=(TriedLock("9", "r0", LockKind.MIN, 5),)),
            "La escuela «9» no está en este reparto. Revise que su tabla schools",
        ),
        (Change(locks=(TriedLock(SCHOOL, "r1", LockKind.MIN, 5),)), "no hay pronóstico, existencias ni pedido"),
        (Change(locks=(TriedLock(SCHOOL, "r0", LockKind.EXACT, 7),)), "no son lotes enteros"),
        (Change(locks=(TriedLock(SCHOOL, "r0", LockKind.MIN, -5),)), "no son lotes enteros"),
        (Change(alpha=5), "la equidad va de 0 a 4"),
        (Change(alpha=float("nan")), "la equidad va de 0 a 4"),
        (Change(guarantee_pct=101), "de 0 a 100 por ciento"),
        (Change(money=-1), "desde 0 soles"),
    ],
)
def test_what_cannot_be_tried_is_told(change: Change, words: str) -> None:
    with pytest.raises(BadInput) as told:
        changed(instance(), change)

    assert words in str(told.value)


def test_what_nothing_limits_cannot_be_limited_a_little_less() -> None:
    one = Case(WISHES).instance()
    free = one.changed(resources=replace(one.resources, cost=one.resources.cost * 0))

    with pytest.raises(BadInput, match="no tienen tope"):
        changed(one, Change(trips=(OtherTrips("Huamanga", 5),)))
    with pytest.raises(BadInput, match="un tope de dinero no limitaría nada"):
        changed(free, Change(money=100))


def test_trips_money_and_rules_are_as_told() -> None:
    change = Change(trips=(OtherTrips("Huamanga", -80.5), OtherTrips("Sucre", -100)), money=12.34, alpha=1.0)

    after = changed(instance(), change)

    assert after.limits.trips.tolist() == [950, 0]
    assert (after.limits.money, after.alpha, after.guarantee_pct) == (1_234, 1.0, 0)
    assert changed(instance(), Change(guarantee_pct=20)).guarantee_pct == 20


def test_a_group_counts_for_more_and_the_others_as_before() -> None:
    before = instance(weight_pct=(100, 130, 3))

    after = changed(before, Change(weights=(OtherWeight("rurality", "Rural 3", 150),)))
    speaking = changed(before, Change(weights=(OtherWeight("language", "quy", 1),)))

    assert after.schools.weight_pct.tolist() == [150, 130, 4]
    assert speaking.schools.weight_pct.tolist() == [1, 130, 3]


def test_who_waited_long_counts_for_more_still_where_its_group_does() -> None:
    """In a table of weights a wait may count a hundredfold, beside all else."""
    after = changed(
        instance(weight_pct=(700_000, 130, 15_000)), Change(weights=(OtherWeight("rurality", "Rural 3", 900),))
    )

    assert after.schools.weight_pct.tolist() == [6_300_000, 130, 135_000]


def test_one_school_beyond_what_can_be_counted_is_refused() -> None:
    rich = instance(weight_pct=(100, 100, 100), need=2**49)

    assert changed(rich, Change(weights=(OtherWeight("language", "es", 150),))).schools.weight_pct.max() == 150
    with pytest.raises(BadInput, match="pasan de lo que se puede contar"):
        changed(rich, Change(weights=(OtherWeight("rurality", "Urbana", 1_000),)))


def test_weights_beyond_what_can_be_counted_are_refused() -> None:
    rich = instance(weight_pct=(100, 100, 100), need=2**50)

    with pytest.raises(BadInput, match="pasan de lo que se puede contar"):
        changed(rich, Change(weights=(OtherWeight("rurality", "Rural 3", 1_000), OtherWeight("language", "es", 1_000))))


@pytest.mark.parametrize(
    ("kind", "units", "least", "most"),
    [
        (LockKind.MIN, 3, 3, 4),
        (LockKind.MIN, 1, 2, 4),
        (LockKind.MAX, 3, 2, 3),
        (LockKind.MAX, 9, 2, 4),
        (LockKind.EXACT, 3, 3, 3),
        (LockKind.EXCLUDE, 0, 2, 0),
        (None, 0, 0, NO_LIMIT),
    ],
)
def test_a_line_is_fixed_beside_what_is_laid_down(kind: LockKind | None, units: int, least: int, most: int) -> None:
    before = instance()

    after = changed(before, Change(locks=(TriedLock(OTHER, "r1", kind, units),)))

    assert (after.pairs.least.tolist(), after.pairs.most.tolist()) == ([0, least], [NO_LIMIT, most])
    assert before.pairs.least.tolist() == [0, 2]


def test_lots_are_rounded_up_for_a_least_and_down_for_a_most() -> None:
    least = changed(instance(), Change(locks=(TriedLock(SCHOOL, "r0", LockKind.MIN, 6),)))
    most = changed(instance(), Change(locks=(TriedLock(SCHOOL, "r0", LockKind.MAX, 6),)))

    assert (least.pairs.least[0], most.pairs.most[0]) == (2, 1)


def test_to_lift_a_lock_opens_nothing_that_is_of_no_use() -> None:
    one = Case([Wish(0, 0, [MILLION], most=0, missing="power")]).instance()

    after = changed(one, Change(locks=(TriedLock(SCHOOL, "r0", None),)))

    assert after.pairs.most.tolist() == [0]
    assert np.array_equal(one.pairs.most, after.pairs.most)
