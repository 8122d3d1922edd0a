"""
What of Kolibri's logs is not counted yet. Sessions and summary tell of the same use, so that it is counted once:

* A session is taken unless a summary of the same learner and content reaches beyond its beginning: it is in that total.
* A summary is taken only where no session of that learner and content is in the log; of a later summary, what came
  since the one before.

So either order of the two files counts everything once. Sessions first tells more: each use in its own week.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import msgspec

from edge.importers.draft import FactIn
from shared.facts import Use

Pair = tuple[object, str]
"""A learner and a content."""
Who = Mapping[str, object]
"""Whom each code of a file stands for: a pseudonym, or the code itself of somebody not met before."""


@dataclass(frozen=True, slots=True)
class Total:
    """What summaries say of one learner and content so far: until when (Unix seconds), and how long."""

    until: int
    seconds: int


def new_sessions(rows: Iterable[FactIn], who: Who, totals: Mapping[Pair, Total]) -> list[FactIn]:
    """Return the sessions that no summary contains; of one session exported twice, the longer telling."""
    longest: dict[tuple[object, str], FactIn] = {}
    for row in rows:
        total = totals.get(_pair(row, who)) if row.learner else None
        if total is None or row.occurred.value > total.until:
            same = (who.get(row.learner), row.identity)
            if _seconds(row) > _seconds(longest.setdefault(same, row)):
                longest[same] = row
    return list(longest.values())


def new_summaries(
    rows: Iterable[FactIn], who: Who, totals: Mapping[Pair, Total], in_sessions: Collection[Pair]
) -> list[FactIn]:
    """Return what summaries add: nothing where sessions tell of it, and only what is later than an earlier summary."""
    found, now = [], dict(totals)
    for row in sorted(rows, key=lambda one: (one.occurred.value, _seconds(one), one.identity)):
        pair = _pair(row, who)
        before = now.get(pair, Total(-1, 0))
        if pair in in_sessions or row.occurred.value <= before.until:
            continue
        since = max(0, _seconds(row) - before.seconds)
        now[pair] = Total(row.occurred.value, before.seconds + since)
        found.append(replace(row, fact=msgspec.structs.replace(row.fact, seconds=since)))
    return found


def totals_of(uses: Iterable[tuple[Pair, int, int]]) -> dict[Pair, Total]:
    """
    Add up recorded summaries, given as (pair, when, seconds).

    >>> totals_of([(("ana", "c"), 50, 600), (("ana", "c"), 90, 60)])
    {('ana', 'c'): Total(until=90, seconds=660)}
    """
    found: dict[Pair, Total] = {}
    for pair, when, seconds in uses:
        before = found.get(pair, Total(-1, 0))
        found[pair] = Total(max(before.until, when), before.seconds + seconds)
    return found


def _pair(row: FactIn, who: Who) -> Pair:
    content = row.fact.content if isinstance(row.fact, Use) else None
    return who.get(row.learner, row.learner), content or ""


def _seconds(row: FactIn) -> int:
    return row.fact.seconds if isinstance(row.fact, Use) else 0
