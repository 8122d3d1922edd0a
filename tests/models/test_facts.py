"""What a node's people would have recorded adds up to what the region knows."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import msgspec

from models.facts import facts_of, people_of, sessions_for
from models.region import Region
from shared.facts import KINDS_BY_NAME
from tests.models.tiny import tiny_params, tiny_region


def _region(tmp_path: Path) -> Region:
    return tiny_region(tiny_params(tmp_path))


def _day(occurred: str) -> date:
    return date.fromisoformat(occurred[:10]) if "W" not in occurred else date.fromisoformat(f"{occurred}-1")


def test_facts_come_in_order_of_time_and_are_of_known_kinds(tmp_path: Path) -> None:
    facts = facts_of(_region(tmp_path), [0, 1], single_use_weeks=8, seed=1, sessions=2)

    days = [_day(fact["occurred"]) for fact in facts]
    assert all(later >= earlier - timedelta(days=6) for earlier, later in pairwise(days))
    assert {fact["kind"] for fact in facts} <= set(KINDS_BY_NAME)


def test_every_fact_fits_its_kind(tmp_path: Path) -> None:
    for fact in facts_of(_region(tmp_path), [0], single_use_weeks=2, seed=1, sessions=1):
        kind = KINDS_BY_NAME[fact["kind"]]
        fields = {n: v for n, v in fact.items() if n not in ("kind", "occurred", "learner", "borrower")}

        msgspec.convert(fields, kind)
        assert set(fact) - {"kind", "occurred"} <= set(kind.__struct_fields__)


def test_units_handed_out_in_the_last_weeks_are_those_of_the_region(tmp_path: Path) -> None:
    region = _region(tmp_path)
    guide = next(at for at, r in enumerate(region.resources) if r.id == "guia-mat-3")

    facts = facts_of(region, [0], single_use_weeks=8, seed=1, sessions=1)

    used = Counter[str]()
    for fact in facts:
        used[f"{fact['kind']} {fact['resource']}"] += fact.get("units", 1)
    assert used["use guia-mat-3"] == (region.served[0, guide] * region.alive[0])[-8:].sum()
    assert used["weekly_total guia-mat-3"] == (region.served[0, guide] * region.alive[0])[:-8].sum()


def test_the_number_of_events_comes_near_what_was_asked_for(tmp_path: Path) -> None:
    region = _region(tmp_path)
    sessions = sessions_for(region, [0, 1, 2], single_use_weeks=8, seed=1, events=9000)

    written = sum(len(facts_of(region, [s], single_use_weeks=8, seed=s, sessions=sessions)) for s in (0, 1, 2))

    assert 8000 < written < 10000


def test_every_person_named_in_a_fact_is_listed(tmp_path: Path) -> None:
    region = _region(tmp_path)
    listed = {person.code for person in people_of(region, [0])}

    facts = facts_of(region, [0], single_use_weeks=8, seed=1, sessions=1)

    assert {fact[who] for fact in facts for who in ("learner", "borrower") if who in fact} <= listed
