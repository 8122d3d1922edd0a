"""A change as people write it, and what is told of what cannot be read."""

from collections.abc import Callable

import pytest

from hub.allocation.change import OtherStock, OtherTrips, OtherWeight, TriedLock
from hub.asked_change import lock_of, number, stock_of, trips_of, weight_of, whole
from shared.allocation import LockKind
from shared.errors import BadInput


def test_names_may_hold_spaces_colons_and_signs() -> None:
    assert stock_of("San Juan: Norte:tablet=-5") == OtherStock("San Juan: Norte", "tablet", -5)
    assert trips_of("A=B=+7") == OtherTrips("A=B", 7.0)
    assert weight_of("lengua:quy=50") == OtherWeight("language", "quy", 50)


@pytest.mark.parametrize(
    ("text", "kind", "units"),
    [("exact:1,000", LockKind.EXACT, 1_000), ("max:0", LockKind.MAX, 0), ("exclude", LockKind.EXCLUDE, 0),
     ("free", None, 0)],
)  # fmt: skip
def test_a_line_is_fixed_in_each_way(text: str, kind: LockKind | None, units: int) -> None:
    assert lock_of(f"0999101-0:tablet={text}") == TriedLock("0999101-0", "tablet", kind, units)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (stock_of, "tablet"), (stock_of, "=5"), (stock_of, "tablet="), (stock_of, "tablet=cinco"),
        (trips_of, "Huamanga="), (trips_of, "mucho"), (weight_of, "Rural 3=150"), (weight_of, "ruralidad:Rural 3"),
        (weight_of, "ruralidad:Rural 3=1.5"), (lock_of, "0999101-0=min:5"), (lock_of, "0999101-0:tablet=min"),
        (lock_of, "0999101-0:tablet=exclude:5"), (lock_of, "0999101-0:tablet=más:5"), (whole, ""), (whole, "+-5"),
        (whole, "٣"), (whole, "1" * 30), (number, "nan"), (number, "1e9"), (number, "1.2.3"), (number, "-"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(BadInput) as told:
        read(text)

    assert str(told.value)


def test_a_minus_as_word_processors_write_it_is_one() -> None:
    assert (whole("−20"), number("−1.5")) == (-20, -1.5)
