"""The page of calendars, with a UGEL that has one of its own and one that went back to the region's."""

from collections.abc import Sequence
from datetime import date

from hub import ugel_calendars
from hub.store import Store
from shared.acts import Actor
from shared.school_year import SchoolCalendar, Term
from tests.hub.parts import Part

EVA = Actor("eva", "Administración")


def examples(store: Store) -> Sequence[str]:
    if not ugel_calendars.in_force(store):
        for number, last in ((1, 20), (2, 22)):
            terms = (Term(date(2026, 3, 23), date(2026, 12, last)),)
            told = SchoolCalendar(number, "Resolución de la UGEL", terms)
            ugel_calendars.bring_in(store, "Huamanga", told, why="Lluvias", by=EVA)
    return ["/calendarios"]


PART = Part(
    who_may={
        "console.calendars": "OAN",
        "console.calendar_file": "OAN",
        "console.preview_calendar": "A",
        "console.bring_calendar": "A",
        "console.withdraw_calendar": "A",
    },
    examples=examples,
    unseen=frozenset({"console.calendar_file"}),
    names=("Huamanga",),
)
