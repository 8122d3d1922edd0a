"""What a pupil's page offers them: the school's own history, the region's likeness, and the pure rules of both."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from edge.feed_bodies import read_body, tell_unreadable
from edge.histories import Trace
from edge.rows import LearnerRow
from edge.store import Store
from edge.titles import titles
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.materials import Offered, as_offered, offered
from shared.packs import Pack
from shared.recommend import Learner, Offer, Shelf, class_use
from shared.resources import Catalogue
from shared.school_year import Week
from shared.similarity import ItemId, Similarity, parts_of
from sync.feed import FeedItem, birth_order

_ANDROID = re.compile(r"Android (\d{1,2})(?!\d)(?!; K\))")
_GRADE = re.compile(r"\s*([1-6])(?!\d)(?!\s*años)")
_LEVELS = {"inicial": "Inicial", "años": "Inicial", "primaria": "Primaria", "sec": "Secundaria"}
_SPOKEN_BY_ALL = "es"
_FEW = 2
"""Learners of a class that used something in a language before it counts as one of the class."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What is offered, with the materials by their id."""

    offers: tuple[Offer, ...]
    known: dict[ItemId, Offered]
    by_likeness: bool
    """False: there is no trained likeness in force, and what the class uses most is offered."""


def offers_for(store: Store, me: LearnerRow, today: Week, android: int | None = None) -> Offers:
    """Return what to offer a learner now; *android* is the version of the device in their hands, where it is known."""
    known, shelf = _shelf(store)
    mates = [one.person for one in store.people.learners(me.class_id)] if me.class_id is not None else []
    mine, *traces_of = (_named(known, found) for found in store.histories.of_all([me.person, *mates]))
    last = [(item, trace.week) for traces in traces_of for item, trace in traces.items()]
    service = next((row.name for row in store.site.schools() if row.id == me.school), "")
    grade, level = about(me.class_name, service)
    learner = Learner(grade, level, _languages(known, mine, [set(one) for one in traces_of]), android)
    past = {item: trace.step(today) for item, trace in mine.items()}
    offers = shelf.offers(learner, past, class_use(last), here=_here(store, known))
    return Offers(tuple(offers), known, shelf.weight > 0)


def _here(store: Store, known: Mapping[ItemId, Offered]) -> frozenset[ItemId] | None:
    """
    Return what of the known materials may be opened here; None where nobody knows.

    A laptop that never took a pack in cannot tell what lies on the tablets. What an imported file of the school's own
    Kolibri names is there.
    """
    if not store.packs.all():
        return None
    packs = store.packs.offered(store.days.today())
    channels = {parts_of(item)[0] for item in titles(store.db)}
    return frozenset(item for item in known if parts_of(item)[0] in channels or is_in(item, packs))


def is_in(item: ItemId, packs: Mapping[ResourceId, Pack]) -> bool:
    """Tell whether a material is in one of these packs; a pack that names no contents is taken to have them all."""
    resource, content = parts_of(item)
    codes = {file.content for file in packs[resource].files} - {""} if resource in packs else set()
    return resource in packs and (not content or not codes or content in codes)


def _named(known: Mapping[ItemId, Offered], traces: Mapping[ItemId, Trace]) -> dict[ItemId, Trace]:
    """Return traces by what is offered: of a pack offered whole, the uses of its contents without their ends."""
    found: dict[ItemId, Trace] = {}
    for item, trace in traces.items():
        name = as_offered(item, known)
        before = found.get(name, Trace()) if name is not None else Trace()
        if name == item:
            found[item] = before.used(trace.week, trace.progress)._replace(score=trace.score)
        elif name is not None:
            found[name] = before.used(trace.week, None)
    return found


def offers_known(store: Store) -> dict[ItemId, Offered]:
    """Return all that may be offered to anybody here."""
    return _shelf(store)[0]


def _shelf(store: Store) -> tuple[dict[ItemId, Offered], Shelf]:
    newest = max(store.news.items("similarity"), key=birth_order, default=None)
    known = _read(newest) if newest else None
    return _laid_out(store.news.catalogue(), tuple(titles(store.db).items()), known)


@lru_cache(maxsize=1)
def _read(item: FeedItem) -> Similarity | None:
    """Read what the region sent once for all pupils; None where this version cannot."""
    try:
        return read_body(item, Similarity)
    except BadInput as error:
        tell_unreadable(item.kind, item.subject, item.birth[1], type(error.__cause__).__name__)
        return None


@lru_cache(maxsize=1)
def _laid_out(
    catalogue: Catalogue, named: tuple[tuple[ItemId, str], ...], newest: Similarity | None
) -> tuple[dict[ItemId, Offered], Shelf]:
    """Lay the shelf out once for all pupils, until the region or an import says something new."""
    known = offered(catalogue, dict(named))
    return known, Shelf([one.material for one in known.values()], newest)


def _languages(
    known: dict[ItemId, Offered], mine: dict[ItemId, Trace], mates: list[set[ItemId]]
) -> frozenset[str] | None:
    """Return the languages that a learner reads, as far as use tells: their own, their class's, and Spanish."""

    def of(items: set[ItemId]) -> set[str]:
        return {known[item].material.language for item in items if item in known}

    in_class = Counter(language for items in mates for language in of(items))
    shared = {language for language, learners in in_class.items() if learners >= _FEW}
    own = of({item for item, trace in mine.items() if trace.liked})
    return frozenset({_SPOKEN_BY_ALL} | shared | own)


def about(class_name: str, service: str) -> tuple[int | None, str]:
    """
    Return the grade and level that the name of a class tells, or its service's; None and nothing where none does.

    >>> about("3° A", "I.E. 30999"), about("2do B", "I.E.S. Secundaria Los Andes"), about("5 años", "I.E.I. 411")
    ((3, ''), (2, 'Secundaria'), (None, 'Inicial'))
    >>> about("Multigrado", "")
    (None, '')
    """
    words = f"{class_name} {service}".casefold()
    level = next((level for word, level in _LEVELS.items() if word in words), "")
    told = _GRADE.match(class_name)
    return (int(told[1]) if told else None), level


def android_of(agent: str) -> int | None:
    """
    Return the version of Android that a browser tells; None where it tells none, or the one that all new ones tell.

    >>> android_of("Mozilla/5.0 (Linux; Android 9; SM-T290) AppleWebKit/537.36"), android_of("Mozilla/5.0 (X11)")
    (9, None)
    >>> android_of("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile")
    """
    told = _ANDROID.search(agent)
    return int(told[1]) if told else None
