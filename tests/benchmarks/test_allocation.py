"""The benchmark of the allocation gives the figures that it promises; how fast they were is not judged here."""

import json
from pathlib import Path

import numpy as np
import pytest

from hub.allocation.evenness import evenness
from hub.allocation.solve import divide
from tests.benchmarks import allocation, allocation_ways
from tests.benchmarks.allocation_cycles import never_visited_pct, next_cycle, weighed
from tests.benchmarks.allocation_instances import draw
from tests.benchmarks.frame import main

KEYS = {
    "seconds", "cpu_s", "build_s", "peak_mb", "unmet", "realised_unmet", "p05_fill", "min_fill", "gini", "jain",
    "schools", "pairs", "lots", "never_visited_6_cycles",
}  # fmt: skip


@pytest.mark.soak
def test_every_way_of_dividing_has_its_figures(tmp_path: Path) -> None:
    target = tmp_path / "allocation.json"
    main("allocation", allocation.measure, options=allocation.add_options, argv=["--json", str(target), "--quick"])
    told = json.loads(target.read_text())

    assert told["ours"].keys() == {"alpha0", "alpha2", "district", "packs"}
    assert told["ours"].pop("district").keys() == {"schools", "pairs", "seconds", "whatif_s"}
    assert told["ours"]["alpha2"].pop("realised_unmet_of_need_share") == pytest.approx(
        told["ours"]["alpha2"]["realised_unmet"] / told["need_share"]["realised_unmet"], rel=1e-3
    )
    assert told["ours"]["alpha2"].pop("p05_times_need_share", 9.0) > 1
    packs = told["ours"].pop("packs")
    assert packs.keys() == {"packs_s", "cpu_s", "build_s", "peak_mb", "schools", "offers", "taken"}
    for figures in told["ours"].values():
        assert figures.keys() == KEYS | {"gap", "whatif_s"}
    for peer in allocation.OTHERS:
        assert told[peer].keys() == KEYS
        assert told[peer]["unmet"] >= told["ours"]["alpha0"]["unmet"] > 0
    assert told["highs"].keys() == {"schools", "seconds", "ours_seconds", "gap"}
    assert told["ours"]["alpha2"]["p05_fill"] > told["need_share"]["p05_fill"]


@pytest.mark.parametrize("way", allocation.OTHERS.values())
@pytest.mark.parametrize("seed", range(4))
def test_every_other_way_keeps_every_limit_and_sends_something(way: allocation.Divide, seed: int) -> None:
    drawn = draw(60, seed)

    lots = way(drawn.read)

    allocation.check(drawn.read.instance, lots)
    assert lots.sum() > 0


def test_who_asked_first_has_all_that_it_may_need() -> None:
    drawn = draw(60, 7)
    lots = allocation_ways.first_come(drawn.read)

    first = int(drawn.read.instance.schools.turn.argmin())
    pairs = drawn.read.instance.pairs
    useful = np.diff(pairs.first)

    assert (lots[(pairs.school == first) & (useful > 2)] > 0).all()


def test_all_that_anybody_needs_leaves_nothing_unmet() -> None:
    drawn = draw(30, 7)

    figures = allocation.score(drawn, np.full(len(drawn.needed), 10_000))

    assert (figures["unmet"], figures["realised_unmet"], figures["min_fill"]) == (0, 0, 1)
    assert (figures["gini"], figures["jain"]) == pytest.approx((0, 1))


def test_a_division_of_more_than_there_is_or_without_its_kit_is_refused() -> None:
    instance = draw(60, 7).read.instance
    lots = divide(instance.changed(alpha=0.0)).lots
    kits = instance.kits
    part = next(p for m, p in zip(kits.main, kits.part, strict=True) if lots[m] and not instance.pairs.spare[p])
    bare = np.where(np.arange(len(lots)) == part, 0, lots)

    with pytest.raises(RuntimeError, match="part"):
        allocation.check(instance, bare)
    with pytest.raises(RuntimeError, match="more was handed out"):
        allocation.check(instance, lots + 1_000)


def test_the_score_is_that_of_the_plan_s_own_report() -> None:
    drawn = draw(60, 7)
    lots = divide(drawn.read.instance).lots

    told, ours = evenness(drawn.read.instance, lots), allocation.score(drawn, lots)

    # The report counts no lot of which next to nothing would be used.
    assert (told["unmet_pct"], told["p05_fill"]) == pytest.approx((ours["unmet"], ours["p05_fill"]), rel=0.02)


def test_a_cycle_later_what_is_left_over_is_there_and_earlier_need_counts() -> None:
    read = draw(60, 7).read
    pairs, schools = read.instance.pairs, read.instance.schools
    nothing = np.zeros(len(pairs), dtype=np.int64)

    earlier = [(schools.window_need, schools.window_met)]

    later = next_cycle(read, nothing + 10_000, earlier, "2027-02", 2 * schools.weight_pct)

    assert len(later.instance.pairs.worth) == 0
    assert (later.instance.schools.window_need == 2 * schools.window_need).all()
    assert (later.instance.schools.window_met == schools.window_need + schools.window_met).all()
    assert (later.instance.schools.weight_pct == 2 * schools.weight_pct).all()


def test_who_waits_weighs_as_the_table_that_comes_with_the_program_says() -> None:
    assert weighed(np.full(7, 130), np.arange(7)).tolist() == [130, 130, 260, 650, 2600, 13000, 13000]


def test_who_is_sent_nothing_in_six_cycles_is_counted() -> None:
    drawn = draw(60, 7)

    assert never_visited_pct(drawn, lambda read: np.zeros(len(read.instance.pairs), dtype=np.int64), 7) == 100
    assert never_visited_pct(drawn, lambda read: np.ones(len(read.instance.pairs), dtype=np.int64), 7) == 0
