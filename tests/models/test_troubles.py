"""What befalls schools stays within its bounds, and spares those that are to be spared."""

from pathlib import Path

import msgspec
import numpy as np

from models.region import school_weeks
from models.troubles import Troubles, draw_troubles
from shared.school_year import Week, monday
from tests.models.tiny import tiny_params

RURAL = np.arange(60) % 2 == 0


def drawn(folder: Path, steady: tuple[int, ...] = (), **shares: float) -> Troubles:
    calm = {"rains": 0.0, "strikes": 0.0, "new_schools": 0.0, "lost_laptops": 0.0}
    simulate = msgspec.structs.replace(tiny_params(folder).simulate, **{**calm, **shares})
    return draw_troubles(simulate, RURAL, np.array(school_weeks(simulate.today)), steady)


def test_without_troubles_every_school_is_full_in_every_week(tmp_path: Path) -> None:
    calm = drawn(tmp_path)

    assert (calm.attendance == 1).all()
    assert not calm.lost.any()
    assert not calm.cut_off.any()


def test_rains_fall_on_rural_schools_before_april(tmp_path: Path) -> None:
    wet = drawn(tmp_path, rains=0.9)
    weeks = school_weeks(tiny_params(tmp_path).simulate.today)

    months = {monday(Week(weeks[at])).month for at in np.flatnonzero(wet.cut_off.any(axis=0))}
    assert months == {3}
    assert not wet.cut_off[~RURAL].any()
    assert (wet.attendance[wet.cut_off] < 1).all()


def test_who_joins_a_strike_is_closed_for_two_weeks_in_a_row(tmp_path: Path) -> None:
    closed = drawn(tmp_path, strikes=1.0).attendance == 0

    assert set(closed.sum(axis=1)) <= {2, 4}
    assert (closed == closed[0]).all()


def test_new_schools_open_late_and_lost_laptops_take_what_came_before_with_them(tmp_path: Path) -> None:
    late = drawn(tmp_path, new_schools=0.5, lost_laptops=0.5)
    half = late.lost.shape[1] // 2

    for before in (late.attendance == 0, late.lost):
        struck = before.any(axis=1)
        assert 0 < struck.sum() < 60
        assert before[struck, :half].all()
        assert (np.diff(before.astype(int), axis=1) <= 0).all()


def test_steady_schools_are_neither_new_nor_lose_their_laptop(tmp_path: Path) -> None:
    spared = drawn(tmp_path, tuple(range(60)), new_schools=1.0, lost_laptops=1.0)

    assert (spared.attendance == 1).all()
    assert not spared.lost.any()
