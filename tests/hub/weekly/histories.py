"""Histories of a small region: what its computers record and send, what the office changes, and nights in between."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from hub import schema
from hub.compacting import compact
from hub.importers.panel import import_panel
from shared.dating import LONGEST_S
from shared.events import Claim, Event, canonical, fields_from, to_fields
from shared.facts import ClockMark, Feedback, Health, Unserved, Use, WeeklyTotal
from shared.ids import Pseudonym, SchoolId, SiteId
from shared.occurred import Occurred
from shared.school_year import week_of
from tests.hub.builders import (
    GUIDE,
    OTHER_SCHOOL,
    OTHER_SITE,
    PACK,
    SCHOOL,
    SITE,
    TABLET,
    Node,
    Office,
    incarnation,
    node_of,
    open_office,
    school,
)
from tests.hub.databases import Databases
from tests.hub.importers.test_panel import ROW, panel

SECOND = SchoolId("0403699-0")
"""Another service at the first site."""
_SCHOOLS = {SITE: (SCHOOL, SECOND, OTHER_SCHOOL), OTHER_SITE: (OTHER_SCHOOL, SCHOOL)}
_BASE = datetime(2026, 9, 7, 14, tzinfo=UTC)
WALLS = [0, 86_400, int(_BASE.timestamp()), int(datetime(2026, 10, 12, 14, tzinfo=UTC).timestamp()), 4_000_000_000]
"""What clocks say: most of them are wrong."""

_days = (st.integers(-49, -43) | st.integers(0, 48)).map(lambda days: date(2026, 8, 31) + timedelta(days=days))
"""Those before 0 lie in another block of weeks."""
_moments = _days.map(lambda day: Occurred.at(datetime(day.year, day.month, day.day, 15, tzinfo=UTC)))
_when = st.none() | _moments | _days.map(Occurred.on) | _days.map(lambda day: Occurred.in_week(week_of(day)))
_resources = st.sampled_from([GUIDE, TABLET, PACK])
_learners = st.none() | st.integers(0, 3).map(lambda number: Pseudonym(b"learner%d" % number))
_schools = st.integers(0, 2)
_few = st.integers(1, 5)
_some = st.none() | st.integers(0, 9)
_facts = st.one_of(
    st.builds(dict, kind=st.just(Use), school=_schools, resource=_resources, units=_few, learner=_learners,
              progress_pct=st.sampled_from([None, 0, 60, 100])),
    st.builds(dict, kind=st.just(Use), school=_schools, resource=_resources),
    st.builds(dict, kind=st.just(Unserved), school=_schools, resource=_resources, units=_few),
    st.builds(dict, kind=st.just(WeeklyTotal), school=_schools, resource=_resources, units=_few, learners=_some,
              peak=_some, whole_week=st.booleans()),
    st.builds(dict, kind=st.just(Feedback), school=_schools, resource=_resources, learner=_learners,
              score=st.integers(1, 3)),
    st.builds(dict, kind=st.just(Health), app_version=st.just("0.1")),
)  # fmt: skip
_claims = st.tuples(_facts, _when, st.none() | st.integers(0, 3), st.integers(0, 3))
"""A fact, when it is said to have been, the row of a source that it is, and hours since the one before."""
_computers = st.integers(0, 3)
_record = st.tuples(
    st.just("record"),
    _computers,
    st.tuples(st.lists(_claims, min_size=1, max_size=4), st.sampled_from([0, 2, 99, 99])),
)
_STEPS = [
    *[_record] * 7,
    st.tuples(st.just("open"), _computers, st.sampled_from(WALLS)),
    st.tuples(st.just("ages"), _computers, st.integers(1, 5)),
    *[st.tuples(st.just("mark"), _computers, st.booleans())] * 2,
    st.tuples(st.just("absurd"), _computers, st.integers(0, 1)),
    st.tuples(st.just("fork"), _computers, st.integers(1, 6)),
    st.tuples(st.just("schools"), st.just(0), st.integers(0, 2)),
    *[st.tuples(st.just("panel"), st.just(0), st.integers(0, 3))] * 2,
    st.tuples(st.just("move"), _computers, st.sampled_from([SITE, OTHER_SITE])),
    st.tuples(st.just("compact"), st.just(0), st.just(0)),
    *[st.tuples(st.just("night"), st.just(0), st.just(0))] * 3,
]
# One of them by its place: hypothesis counts once what it is told several times.
STEPS = st.integers(0, len(_STEPS) - 1).flatmap(_STEPS.__getitem__)
"""What happens, to which computer, and how: what is recorded is sent at once, in part, or later."""


@dataclass
class Computer:
    """A node with a clock that may be wrong."""

    node: Node
    number: int
    opened: int = 0
    wall: int = WALLS[2]
    recorded_s: int = 0
    sent: int = 0


@dataclass
class Region:
    """A hub, and the computers of its two sites; the last two are of the first one."""

    folder: Path
    databases: Databases
    computers: list[Computer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.office: Office = open_office(self.folder / "hub", self.databases)
        self._schools(0)
        sites = (SITE, OTHER_SITE, SITE, SITE)
        self.computers = [Computer(node_of(self.office, bytes([at + 65]), site), at) for at, site in enumerate(sites)]

    def happens(self, what: str, who: int, value: Any) -> None:
        computer = self.computers[who]
        self.office.config.clock.at += timedelta(hours=7)  # type: ignore[attr-defined]
        match what:
            case "record":
                self._record(computer, value[0])
                self._send(computer, value[1])
            case "open":
                self._open(computer, value)
            case "ages":
                self._ages(computer, value)
            case "mark":
                self._mark(computer, told=value)
            case "absurd":
                fields = {0: 1, 1: 60, 2: 20_731, 3: 1, 4: "p", 7: SCHOOL, 8: GUIDE, 16: (2**62, -1)[value]}
                computer.node.record(dict(sorted(fields.items())), name=self._name(computer))
            case "fork":
                at = max(0, len(computer.node.log) - value)
                self.computers[-1] = Computer(computer.node.branch(at), 3, computer.opened, sent=min(computer.sent, at))
            case "schools":
                self._schools(value)
            case "panel":
                self._panel(value)
            case "move":
                self._move(computer, value)
            case "compact":
                self.office.config.clock.at += timedelta(days=2)  # type: ignore[attr-defined]
                compact(self.office.store)
            case _:
                pass

    def close(self) -> None:
        self.office.close()

    def all_sent(self) -> None:
        for computer in self.computers:
            self._send(computer, 1_000)

    def _name(self, computer: Computer) -> str:
        return f"{computer.number}{computer.opened}"

    def _record(self, computer: Computer, claims: Iterable[tuple[dict[str, Any], Any, int | None, int]]) -> None:
        for fact, when, source, hours in claims:
            computer.recorded_s += 3600 * hours
            named = {name: value for name, value in fact.items() if name != "kind" and value is not None}
            if "school" in named:
                own = _SCHOOLS[computer.node.site]
                named["school"] = own[named["school"] % len(own)]
            key = None if source is None or fact["kind"] is Health else b"source%02d" % source
            self._append(computer, Claim(fact["kind"](**named), when, key))

    def _open(self, computer: Computer, wall: int) -> None:
        computer.opened, computer.wall, computer.recorded_s = computer.opened + 1, wall, 0
        self._mark(computer, told=False)

    def _ages(self, computer: Computer, openings: int) -> None:
        """Let a computer be opened so often, and claim each time that it was on for longer than it can have been."""
        for _ in range(openings):
            self._append(computer, Claim(Use(school=_SCHOOLS[computer.node.site][0], resource=GUIDE)))
            computer.recorded_s += LONGEST_S
            self._append(computer, Claim(Use(school=_SCHOOLS[computer.node.site][0], resource=TABLET)))
            self._open(computer, WALLS[0])

    def _mark(self, computer: Computer, *, told: bool) -> None:
        now = int(self.office.config.clock.now().timestamp())
        wall = computer.wall + computer.recorded_s
        self._append(computer, Claim(ClockMark(wall=wall, hub_time=now if told else None)))

    def _append(self, computer: Computer, claim: Claim) -> None:
        name = self._name(computer)
        seq = 1 + max((seq for inc, seq, _, _ in computer.node.log if inc == incarnation(name)), default=0)
        event = Event(incarnation(name), seq, computer.recorded_s, claim.fact, claim.occurred, claim.source_key)
        computer.node.record(fields_from(canonical(to_fields(event))), name=name)

    def _send(self, computer: Computer, most: int) -> None:
        last = min(len(computer.node.log), computer.sent + most)
        if last > computer.sent:
            self.office.take(computer.node.bundle(computer.sent, last))
            computer.sent = last

    def _schools(self, value: int) -> None:
        """Change what the listing says: an office, or where a service is."""
        ugel, site = ("HUAMANGA", "HUANTA", "HUAMANGA")[value], (SITE, SITE, OTHER_SITE)[value]
        self.office.store.put_schools(
            [school(ugel=ugel), school(OTHER_SCHOOL, OTHER_SITE), school(SECOND, site, ugel="CANGALLO")]
        )

    def _move(self, computer: Computer, site: SiteId) -> None:
        """Let a computer be of another site, as a new invitation makes it; it goes on with its log."""
        with self.office.store.begin() as connection:
            mine = schema.nodes.c.node == computer.node.keys.node_id.hex()
            connection.execute(schema.nodes.update().where(mine).values(site=site))

    def _panel(self, value: int) -> None:
        weeks = [date(2026, 7, 13), *(date(2026, 8, 31) + timedelta(weeks=number) for number in range(7))]
        rows = [
            ROW | {"school": name, "week": week, "units": 4 + value}
            for name in (SCHOOL, OTHER_SCHOOL, "0499998-0")
            for week in weeks[value:]
        ]
        import_panel(self.office.store, panel(self.folder, *rows))
