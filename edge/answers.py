"""What the region answered to each request: told by what its decisions say was asked, and by what it signed for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from edge.rows import RequestRow
from shared.allocation import Decision, Line
from shared.ids import ResourceId, SchoolId


class Stage(StrEnum):
    """How far a request is."""

    HERE = "here"
    """Only on this laptop."""
    LEFT = "left"
    """On a stick; the region has not signed for it."""
    WAITING = "waiting"
    """With the region; no decision has answered it."""
    ANSWERED = "answered"
    REPLACED = "replaced"
    """The region took a later request for the same in its place, without having answered it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, how far it is, and the line that answers it."""

    request: RequestRow
    stage: Stage
    decision: Decision | None = None
    line: Line | None = None


def answered(requests: Sequence[RequestRow], decisions: Sequence[Decision]) -> list[Asked]:
    """
    Return how far each of *requests* is, in their order.

    Both are given newest first. A line answers a request where it says that so many units were asked: by days alone
    nobody can tell what had arrived when it was decided. The region takes the last request for a resource that it
    has, so that what was asked before it is over with it. A decision answers one request, and a request has one
    answer, the first.
    """
    found: dict[int, Asked] = {}
    keys = dict.fromkeys((one.school, one.resource) for one in requests)
    for key in keys:
        places = [at for at, one in enumerate(requests) if (one.school, one.resource) == key][::-1]
        for at, asked in zip(places, _of_one([requests[at] for at in places], _lines(decisions, key)), strict=True):
            found[at] = asked
    return [found[at] for at in range(len(requests))]


def _lines(decisions: Sequence[Decision], key: tuple[SchoolId, ResourceId]) -> Iterator[tuple[Decision, Line]]:
    """Give the lines that answer somebody, oldest first."""
    for decision in sorted(decisions, key=lambda one: (one.published, one.id)):
        for line in decision.lines:
            if (line.school, line.resource) == key and line.asked:
                yield decision, line


def _of_one(requests: Sequence[RequestRow], lines: Iterator[tuple[Decision, Line]]) -> list[Asked]:
    """Return how far the requests for one resource are, oldest first."""
    answers: dict[int, tuple[Decision, Line]] = {}
    after = 0
    for decision, line in lines:
        at = _meant(requests, after, decision, line)
        if at is not None:
            answers[at], after = (decision, line), at + 1
    settled = max((at for at, one in enumerate(requests) if one.confirmed or at in answers), default=-1)
    return [
        Asked(one, Stage.ANSWERED, *answers[at]) if at in answers else Asked(one, _stage(one, later=at < settled))
        for at, one in enumerate(requests)
    ]


def _meant(requests: Sequence[RequestRow], after: int, decision: Decision, line: Line) -> int | None:
    """
    Return which request a line answers; None where it names what nobody asked here, as of a computer before this one.

    Of several for as many units the last that was with the region by then; where no day tells, the first: nothing is
    called answered that may still wait.
    """
    alike = [
        at
        for at in range(after, len(requests))
        if requests[at].units == line.asked and not _is_later(requests[at], decision)
    ]
    known = [at for at in alike if requests[at].confirmed and requests[at].on is not None]
    return known[-1] if known else next(iter(alike), None)


def _is_later(request: RequestRow, decision: Decision) -> bool:
    return request.on is not None and request.on > decision.published


def _stage(request: RequestRow, *, later: bool) -> Stage:
    if later:
        return Stage.REPLACED
    if request.confirmed:
        return Stage.WAITING
    return Stage.LEFT if request.left else Stage.HERE
