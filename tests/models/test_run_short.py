"""The made-up stock is the same on every machine, and of what is known alone."""

import numpy as np

from models.run_short import made_up_stock, multiple


def test_the_made_up_stock_is_the_same_everywhere() -> None:
    assert multiple("d1142_p10533", 31) == 1.5
    assert {multiple(f"s{at}", 31) for at in range(50)} == {0.75, 1.0, 1.25, 1.5, 2.0}


def test_what_nobody_recorded_does_not_lower_the_stock() -> None:
    past = np.array([[4.0] * 8, [4.0, np.nan] * 4, [np.nan] * 8])
    names = ["a"] * 3

    stock = made_up_stock(past, names, 31)

    assert stock[0] == stock[1] == np.ceil(4 * multiple("a", 31))
    assert stock[2] == 0


def test_only_the_newest_eight_count() -> None:
    old, new = np.full((1, 20), 99.0), np.full((1, 8), 2.0)

    assert made_up_stock(np.hstack([old, new]), ["a"], 7) == made_up_stock(new, ["a"], 7)
