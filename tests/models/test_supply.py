"""Day by day nobody is given more than there is, and nothing arrives where the road is closed."""

from pathlib import Path

import numpy as np

from models.region import Region
from shared.resources import ResourceKind
from tests.models.tiny import tiny_params, tiny_region


def of(region: Region, kind: ResourceKind) -> list[int]:
    return [at for at, resource in enumerate(region.resources) if resource.kind is kind]


def test_printed_matter_that_came_was_used_or_is_still_there(tmp_path: Path) -> None:
    region = tiny_region(tiny_params(tmp_path))
    printed = of(region, ResourceKind.CONSUMABLE)

    came, used = region.arrivals[:, printed].cumsum(axis=2), region.served[:, printed].cumsum(axis=2)

    np.testing.assert_array_equal(region.stock[:, printed, 1:], came[:, :, 1:] - used[:, :, :-1])


def test_no_more_days_are_without_stock_than_the_week_has(tmp_path: Path) -> None:
    region = tiny_region(tiny_params(tmp_path))

    assert (region.stockout_days <= region.days).all()
    assert not region.stockout_days[:, of(region, ResourceKind.PACK)].any()


def test_nothing_arrives_before_a_school_opens(tmp_path: Path) -> None:
    region = tiny_region(tiny_params(tmp_path, schools=40))
    new = ~region.open[:, : len(region.weeks) // 2].any(axis=1)

    assert new.any()
    before = np.cumsum(region.open[new], axis=1) == 0
    printed = region.arrivals[new][:, of(region, ResourceKind.CONSUMABLE)]
    assert not (printed * before[:, None, :]).any()
    assert printed.any()
