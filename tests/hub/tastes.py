"""Learners with tastes, as facts of a laptop: who began a chain goes on with it, or anywhere."""

from datetime import UTC, datetime, timedelta

import numpy as np
from msgspec.structs import replace

from hub.release import broadcast_catalogue
from shared.events import Claim
from shared.facts import Use
from shared.ids import Pseudonym
from shared.occurred import Occurred
from shared.resources import Catalogue, Content
from tests.hub.builders import CATALOGUE, PACK, SCHOOL, Office

FIRST_DAY = datetime(2026, 3, 2, 15, tzinfo=UTC)
WEEKS, CHAINS = 26, 12
NAMES = ("x", "y", "z", *(f"{half}{n:02d}" for half in "ab" for n in range(CHAINS)))


def name_contents(office: Office) -> None:
    """Let the region's catalogue name what is in its pack."""
    contents = tuple(Content(id=name, name=name) for name in NAMES)
    known = (replace(one, contents=contents if one.id == PACK else ()) for one in CATALOGUE.resources)
    broadcast_catalogue(office.store, Catalogue(2, tuple(known)))


def opened(learner: int, content: str, week: int, **more: object) -> Claim:
    """Return the use of a content by one learner."""
    fact = {"school": SCHOOL, "resource": PACK, "learner": Pseudonym(b"l%07d" % learner), "content": content} | more
    return Claim(Use(**fact), Occurred.at(FIRST_DAY + timedelta(weeks=week)))  # type: ignore[arg-type]


def tastes(learners: int = 360, *, alike: bool = True, seed: int = 5) -> list[Claim]:
    """Return two uses of each learner: the first of a chain, and later its second or that of any chain."""
    rng = np.random.default_rng(seed)
    claims = []
    for who in range(learners):
        taste = int(rng.integers(CHAINS))
        then = taste if alike else int(rng.integers(CHAINS))
        first, later = int(rng.integers(10)), int(rng.integers(10, WEEKS))
        claims += [
            opened(who, f"a{taste:02d}", first, progress_pct=100),
            opened(who, f"b{then:02d}", later, progress_pct=40),
        ]
    return claims
