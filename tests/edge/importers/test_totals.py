"""Sessions and summaries tell of the same use: in whatever order they come, each second is counted once."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.importers.draft import FactIn
from edge.importers.totals import Total, new_sessions, new_summaries, totals_of
from edge.store import Store
from shared.facts import Use
from shared.ids import ResourceId
from shared.occurred import Occurred, Precision
from tests.edge.building import SCHOOL, new_store
from tests.edge.importers.exports import SUMMARY, export, session, summary, take

LEARNERS = ("ana", "luis", "")
"""The last is a guest: of guests Kolibri makes no summary."""
CONTENTS = ("a" * 32, "b" * 32)
FIRST = datetime.fromisoformat("2026-05-01T08:00:00-05:00")


@dataclass(frozen=True)
class Session:
    """A learner on a content: from which minute on, and for how many seconds."""

    learner: str
    content: str
    minute: int
    seconds: int


def written(minute: int) -> str:
    return (FIRST + timedelta(minutes=minute)).isoformat(sep=" ")


def sessions_until(told: Sequence[Session], minute: int) -> bytes:
    rows = (session(one.learner, written(one.minute), f"{one.seconds},0.5", one.content) for one in told)
    return export(*(row for row, one in zip(rows, told, strict=True) if one.minute <= minute))


def summaries_until(told: Sequence[Session], minute: int) -> bytes:
    """Return Kolibri's summary log as it is at a minute: of each learner and content, the sum and the last moment."""
    sums: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], int] = {}
    for one in told:
        if one.learner and one.minute <= minute:
            pair = one.learner, one.content
            sums[pair] += one.seconds
            last[pair] = max(last.get(pair, 0), one.minute)
    rows = (summary(who, written(last[who, of]), f"{seconds},0.5", of) for (who, of), seconds in sums.items())
    return export(*rows, header=SUMMARY)


def counted(files: Sequence[bytes]) -> Counter[tuple[bytes | None, str]]:
    """Return the seconds that a node counts of each learner and content, once it has taken these files."""
    found: Counter[tuple[bytes | None, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder, new_store(Path(folder)) as store:
        named = name_all(store)
        for data in files:
            take(store, data)
        for _, event in store.entries.events(kinds={1}):
            use = event.fact
            assert isinstance(use, Use)
            found[named.get(use.learner or b"", ""), use.content or ""] += use.seconds
    return found


def name_all(store: Store) -> dict[bytes, str]:
    return {who: name for name, who in store.people.pseudonyms(one for one in LEARNERS if one).items()}


def truth(told: Sequence[Session]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for one in told:
        found[one.learner, one.content] += one.seconds
    return found


logs = st.lists(
    st.builds(
        Session, st.sampled_from(LEARNERS), st.sampled_from(CONTENTS), st.integers(0, 20_000), st.integers(1, 3_000)
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda one: one.minute,
)


@settings(max_examples=30, deadline=None)
@given(logs)
def test_either_order_of_the_two_logs_counts_each_second_once(told: list[Session]) -> None:
    sessions, summaries = sessions_until(told, 20_000), summaries_until(told, 20_000)

    assert counted([sessions, summaries]) == counted([summaries, sessions]) == truth(told)


@settings(max_examples=30, deadline=None)
@given(logs, st.lists(st.tuples(st.booleans(), st.integers(0, 20_000)), max_size=4))
def test_whatever_came_before_the_whole_log_of_sessions_makes_the_total_right(
    told: list[Session], before: list[tuple[bool, int]]
) -> None:
    files = [summaries_until(told, at) if sums else sessions_until(told, at) for sums, at in before]

    assert counted([*files, sessions_until(told, 20_000)]) == truth(told)


def row(seconds: int, at: int, *, learner: str = "ana", identity: str = "", content: str = "c") -> FactIn:
    use = Use(school=SCHOOL, resource=ResourceId("kolibri-x"), content=content, seconds=seconds)
    return FactIn(2, use, Occurred(Precision.INSTANT, at), identity or f"{at}", learner)


def seconds(rows: Sequence[FactIn]) -> list[int]:
    return [one.fact.seconds for one in rows if isinstance(one.fact, Use)]


def test_of_one_session_told_twice_the_longer_is_taken() -> None:
    found = new_sessions([row(60, 5, identity="s"), row(90, 5, identity="s"), row(70, 5, identity="s")], {}, {})

    assert seconds(found) == [90]


def test_a_session_at_the_moment_of_the_summary_is_in_it_and_one_after_it_is_not() -> None:
    totals = {("ana", "c"): Total(50, 600)}

    assert seconds(new_sessions([row(1, 49), row(2, 50), row(3, 51)], {}, totals)) == [3]


def test_the_summary_of_one_takes_nothing_from_another() -> None:
    totals = {("ana", "c"): Total(50, 600)}
    others = [row(1, 10, learner="luis"), row(2, 11, content="d"), row(3, 12, learner="")]

    assert seconds(new_sessions(others, {"ana": "ana", "luis": "luis"}, totals)) == [1, 2, 3]


def test_of_a_later_summary_what_came_since_is_taken() -> None:
    found = new_summaries([row(900, 90), row(1_000, 95), row(600, 50)], {}, {}, [])

    assert seconds(found) == [600, 300, 100]


def test_a_summary_that_shrank_takes_nothing_away() -> None:
    found = new_summaries([row(500, 90)], {}, {("ana", "c"): Total(50, 600)}, [])

    assert seconds(found) == [0]


def test_where_sessions_tell_a_summary_says_nothing_new() -> None:
    assert new_summaries([row(600, 50)], {}, {}, [("ana", "c")]) == []


def test_a_code_that_is_known_and_one_that_stands_for_the_same_person_are_one() -> None:
    totals = totals_of([((b"ana", "c"), 50, 600)])
    renamed = replace(row(60, 40), learner="anita")

    assert new_sessions([renamed], {"anita": b"ana"}, totals) == []
    assert msgspec.structs.asdict(new_sessions([renamed], {}, totals)[0].fact)["seconds"] == 60
