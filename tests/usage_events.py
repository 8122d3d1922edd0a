"""Seeded, lifelike uses of one school's node: about six learners at a time, each in sittings, in school hours."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from random import Random
from typing import Any
from uuid import UUID

from shared.events import KIND, RECORDED
from shared.fact_fields import NUMBERS

ANSWERS = ("view", "answer_correct", "answer_wrong", "hint")
DAY_S, SCHOOL_DAY_S = 86_400, 5 * 3_600


@dataclass(order=True)
class _Sitting:
    at_s: float
    tie: float
    learner: bytes = field(compare=False)
    resource: str = field(compare=False)
    steps: int = field(compare=False)
    done: int = field(default=0, compare=False)
    total_s: int = field(default=0, compare=False)


def uses(
    count: int, seed: int = 1, *, learners: int = 120, resources: int = 300, school: str = "0403691-0"
) -> list[dict[int, Any]]:
    """Return *count* uses as fields, in the order recorded; the same seed gives the same uses."""
    events = _events(Random(seed), _learners(seed, learners), _resources(Random(seed), resources))
    return [_fields(school, *next(events)) for _ in range(count)]


def _learners(seed: int, count: int) -> list[bytes]:
    return [hashlib.sha256(f"{seed}:{n}".encode()).digest()[:8] for n in range(count)]


def _resources(rng: Random, count: int) -> list[str]:
    areas, topics = ("mat", "com", "cyt", "ps", "ing"), ("fracciones", "plantas", "cuento", "verbos", "mapas", "agua")
    return [f"{rng.choice(areas)}-g{rng.randint(1, 6)}-{rng.choice(topics)}-{n:03d}" for n in range(count)]


def _events(rng: Random, learners: list[bytes], resources: list[str]) -> Iterator[tuple[int, bytes, str, str, int]]:
    weights = [1 / (n + 1) ** 0.9 for n in range(len(resources))]

    def sitting(after_s: float) -> _Sitting:
        learner, resource = rng.choice(learners), rng.choices(resources, weights)[0]
        steps = max(1, int(rng.expovariate(1 / 6)))
        return _Sitting(after_s + rng.expovariate(1 / 20), rng.random(), learner, resource, steps)

    day = 0
    open_now = [sitting(0) for _ in range(6)]
    heapify(open_now)
    while True:
        now = heappop(open_now)
        if now.at_s - day * DAY_S > SCHOOL_DAY_S:
            day += 1 if day % 7 != 4 else 3
            open_now = [sitting(day * DAY_S) for _ in range(6)]
            heapify(open_now)
            continue
        action, seconds = _step(rng, now)
        now.at_s += seconds if action != "close" else rng.uniform(0, 2)
        yield int(now.at_s), now.learner, now.resource, action, seconds
        now.total_s += seconds
        now.done += 1
        if action == "close":
            now = sitting(now.at_s)
        else:
            now.at_s += rng.expovariate(1 / 3)
        heappush(open_now, now)


def _step(rng: Random, now: _Sitting) -> tuple[str, int]:
    if now.done == 0:
        return "open", 0
    if now.done <= now.steps:
        return rng.choices(ANSWERS, [3, 4, 2, 1])[0], max(1, min(600, int(rng.lognormvariate(3, 0.8))))
    return "close", now.total_s


def _fields(school: str, recorded_s: int, learner: bytes, resource: str, action: str, seconds: int) -> dict[int, Any]:
    own = {"school": school, "resource": resource, "learner": learner, "seconds": seconds, "action": action}
    used = {KIND: 1, RECORDED: recorded_s} | {NUMBERS[name]: value for name, value in own.items() if value != 0}
    return dict(sorted(used.items()))


def as_json(count: int, seed: int = 1, *, school: str = "0403691-0") -> list[dict[str, Any]]:
    """
    Return the same uses as usual programs write them: text, an instant and a UUID of version 7 for each.

    >>> len(as_json(1)[0])
    7
    """
    rng, first = Random(f"{seed}:id"), datetime(2026, 3, 2, 13, tzinfo=UTC)
    return [_as_json(rng, first, fields) for fields in uses(count, seed, school=school)]


def _as_json(rng: Random, first: datetime, fields: dict[int, Any]) -> dict[str, Any]:
    at = first + timedelta(seconds=fields[RECORDED], milliseconds=rng.randrange(1_000))
    unix_ms = int(at.timestamp() * 1_000)
    number = unix_ms << 80 | 7 << 76 | rng.getrandbits(12) << 64 | 2 << 62 | rng.getrandbits(62)
    return {
        "event_id": str(UUID(int=number)),
        "school_id": fields[NUMBERS["school"]],
        "learner_id": fields[NUMBERS["learner"]].hex(),
        "resource_id": fields[NUMBERS["resource"]],
        "action": fields[NUMBERS["action"]],
        "seconds": fields.get(NUMBERS["seconds"], 0),
        "ts": at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1_000:03d}Z",
    }
