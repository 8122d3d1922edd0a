"""Which days have classes here, as pages ask for it: a service's own calendar, or the building's."""

from datetime import date, timedelta

from edge.own_calendar import OwnCalendar, common
from edge.views.node import node
from edge.views.words import today_words
from shared.ids import SchoolId
from shared.own_days import OwnDays, standing
from shared.web import gettext as _
from shared.web.codes import code_words
from shared.web.formats import capital, long_day


def calendar_for(school: str = "") -> OwnCalendar:
    """Return the calendar of a service; that of the whole building where none of its services is named."""
    store = node().store
    served = [row.id for row in store.site.schools()]
    if school in served or len(served) == 1:
        return store.folded.calendar_of(SchoolId(school if school in served else served[0]))
    return common(store.news.calendar(), [store.folded.calendar_of(one) for one in served])


def is_due(last: date | None, every_days: int, calendar: OwnCalendar, today: date) -> bool:
    """
    Tell whether what is done every so many days must be done again: from the first day with classes after them.

    What was never done is due.

    >>> from shared.school_year import PERU_2026
    >>> calendar = OwnCalendar(PERU_2026, {date(2026, 7, 6): False})
    >>> [is_due(date(2026, 6, 5), 30, calendar, date(2026, 7, day)) for day in (5, 6, 7)]
    [False, False, True]
    """
    return last is None or today >= calendar.next_class_day(last + timedelta(days=every_days + 1))


def own_day(school: str, day: date) -> OwnDays | None:
    """Return what was told of a day of a service; None where it is the region's calendar that holds."""
    return standing(node().store.folded.own_days(), SchoolId(school), day)


def today_line() -> str:
    """Return the day and its school week; where the school told of this day, that it has classes or none, and why."""
    here = node()
    today, schools = here.today(), here.store.site.schools()
    told = own_day(schools[0].id, today) if len(schools) == 1 else None
    if told is None:
        return today_words(today, here.store.news.calendar())
    if told.open:
        return _("%(day)s · hoy hay clases", day=capital(long_day(today)))
    cause = code_words(told.cause).lower() if told.cause not in ("", "otro") else _("por su calendario")
    return _("%(day)s · hoy sin clases: %(cause)s", day=capital(long_day(today)), cause=cause)
