"""The benchmark of the allocation gives the figures that it promises; how fast they were is not judged here."""

import json
from pathlib import Path

import numpy as np
import pytest

from hub.compare import by_net_need
from hub.prices import allocate
from tests.benchmarks import allocation
from tests.benchmarks.allocation_instances import draw
from tests.benchmarks.frame import main

KEYS = {
    "seconds", "cpu_s", "build_s", "peak_mb", "unmet", "realised_unmet", "p05_fill", "min_fill", "gini", "jain",
    "schools", "pairs", "lots",
}  # fmt: skip


def test_every_way_of_dividing_has_its_figures(tmp_path: Path) -> None:
    target = tmp_path / "allocation.json"
    main("allocation", allocation.measure, options=allocation.add_options, argv=["--json", str(target), "--quick"])
    told = json.loads(target.read_text())

    assert told["ours"]["alpha0"].keys() == KEYS | {"gap"}
    for peer in ("need_share", "by_enrolment", "first_come"):
        assert told[peer].keys() == KEYS
        assert told[peer]["unmet"] >= told["ours"]["alpha0"]["unmet"] > 0
    assert told["highs"].keys() == {"schools", "seconds", "ours_seconds", "gap"}
    assert told["ours"].keys() == {"alpha0"}


def test_a_seed_gives_the_same_region_and_another_seed_another() -> None:
    one, again, other = draw(30, 7), draw(30, 7), draw(30, 8)

    assert (one.places, one.asks, one.stock, one.needed) == (again.places, again.asks, again.stock, again.needed)
    assert one.asks != other.asks


def test_all_that_anybody_needs_leaves_nothing_unmet() -> None:
    drawn = draw(30, 7)
    instance = drawn.lots()
    plenty = np.full(len(instance.asks), 10_000)

    figures = allocation.score(instance, plenty, drawn.needed_of(instance))

    assert (figures["unmet"], figures["realised_unmet"], figures["min_fill"], figures["gini"]) == (0, 0, 1, 0)
    assert figures["jain"] == pytest.approx(1)


def test_a_division_of_more_than_there_is_or_without_its_kit_is_refused() -> None:
    instance = draw(60, 7).lots()
    lots = allocate(instance).lots
    sent = [kit.part for kit in instance.kits if lots[kit.main] and instance.spare[kit.part] == 0]
    bare = np.where(np.arange(len(lots)) == sent[0], 0, lots)

    with pytest.raises(RuntimeError, match="part"):
        allocation._check(instance, bare)
    with pytest.raises(RuntimeError, match="depots"):
        allocation._check(instance, lots + 1_000)


def test_the_score_is_that_of_the_hubs_own_report() -> None:
    from hub.compare import measure

    drawn = draw(60, 7)
    instance = drawn.lots()
    lots = by_net_need(instance)

    told, ours = measure(instance, lots), allocation.score(instance, lots, drawn.needed_of(instance))

    assert told.unmet_pct == pytest.approx(ours["unmet"], abs=0.01)
    assert (told.p05_fill_pct, told.gini) == pytest.approx((100 * ours["p05_fill"], ours["gini"]), abs=0.01)
