"""A made-up instance is the same from the same seed, is one that can be read, and is scarce in every way."""

from pathlib import Path

import numpy as np
import pandas as pd

from hub.allocation.files import read_instance
from hub.allocation.generate import generate, with_uncounted
from hub.allocation.instance import NO_LIMIT
from hub.allocation.writing import write_instance


def test_a_seed_gives_one_instance_and_another_seed_another() -> None:
    one, again, other = generate(60, 7), generate(60, 7), generate(60, 8)

    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name])
    assert (one.needed == again.needed).all()
    assert not one.tables["schools"].equals(other.tables["schools"])


def test_it_is_read_without_a_word_and_everything_is_scarce(tmp_path: Path) -> None:
    drawn = generate(400, 3)
    write_instance(tmp_path, drawn.tables, drawn.settings)

    found = read_instance(tmp_path)

    instance = found.instance
    assert found.notes == []
    assert (len(instance.schools), len(instance.resources)) == (400, 20)
    wanted = np.bincount(instance.pairs.resource, weights=np.diff(instance.pairs.first), minlength=20)
    assert (instance.limits.stock.sum(axis=0) + instance.limits.pool < wanted).all()
    assert (instance.limits.zone_ml < NO_LIMIT).all()
    assert instance.limits.trips.sum() < instance.schools.trip_cost.sum()
    assert len(instance.kits) > 0


def test_what_is_then_needed_is_near_what_was_foreseen() -> None:
    drawn = generate(400, 3)
    needs = drawn.tables["needs"]

    inside = (needs["p05"] <= drawn.needed) & (drawn.needed <= needs["p95"])

    assert 0.8 < inside.mean() < 0.95


def test_what_nobody_counted_is_not_told_and_the_rest_stays_as_it_was(tmp_path: Path) -> None:
    drawn = generate(400, 3)
    tables = with_uncounted(drawn.tables, 40, 3)
    before, after = drawn.tables["needs"], tables["needs"]
    nobody = (after["counted"] == "no").to_numpy()

    write_instance(tmp_path, tables, drawn.settings)
    found = read_instance(tmp_path)

    assert 0.35 < nobody.mean() < 0.45
    assert (after["on_hand"] == before["on_hand"].where(~nobody, 0)).all()
    assert after[before.columns].drop(columns="on_hand").equals(before.drop(columns="on_hand"))
    assert [note.params for note in found.notes] == [{"count": f"{(found.asked.taken > 0).sum():,}"}]
