"""What of a kit's parts is to spare: what the mains that are there use of them is added up, and rounded up once."""

import numpy as np

from hub.allocation.instance import Ints, Kits
from hub.allocation.kitting import open_kits, spare_of


def ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def test_uses_of_a_part_are_added_up_and_rounded_up_once() -> None:
    kits = Kits(main=ints(1, 2), part=ints(0, 0), units=ints(1, 1), per=ints(5, 3))

    # 3 / 5 + 1 / 3 of a charger are one, and not two.
    assert spare_of(kits, ints(4, 3, 1)).tolist() == [3, 0, 0]
    assert spare_of(kits, ints(1, 9, 9)).tolist() == [0, 0, 0]


def test_without_kits_nothing_is_to_spare() -> None:
    assert spare_of(Kits(ints(), ints(), ints(), ints()), ints(7)).tolist() == [0]


def test_of_what_is_never_sent_nothing_goes_along() -> None:
    kits = Kits(main=ints(1, 2), part=ints(0, 0), units=ints(1, 1), per=ints(5, 3))

    assert open_kits(kits, np.array([True, False, True])).main.tolist() == [2]
