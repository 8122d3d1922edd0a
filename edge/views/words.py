"""Quantities, names and school weeks in the words of the pages."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from shared.ids import ResourceId
from shared.resources import KOLIBRI, Resource, ResourceKind
from shared.school_year import SchoolCalendar, Week, week_of
from shared.web import N_, ngettext
from shared.web import gettext as _
from shared.web.formats import capital, long_day, number

APPROVER_NAMES: Mapping[str, str] = {"operator": N_("Operación regional"), "admin": N_("Administración regional")}
"""Offices as older versions of the region named them; newer ones give the name itself."""


def resource_name(resource: ResourceId, by_id: Mapping[ResourceId, Resource]) -> str:
    """Return the name of a resource as a label, or its id where this node's catalogue does not know it yet."""
    known = by_id.get(resource)
    if known is None and resource.startswith(KOLIBRI):
        return _("Canal de Kolibri %(code)s", code=resource.removeprefix(KOLIBRI)[:8])
    return known.name if known else str(resource)


def lower(name: str) -> str:
    """
    Return a name as it goes inside a sentence; an acronym keeps its capitals.

    >>> lower("Tabletas"), lower("EIB: cuadernos")
    ('tabletas', 'EIB: cuadernos')
    """
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def amount(units: int, name: str) -> str:
    """
    Return so many units of something.

    >>> amount(18, "Tabletas"), amount(1, "Tabletas")
    ('18 tabletas', '1 unidad de tabletas')
    """
    if units == 1:
        return _("1 unidad de %(name)s", name=lower(name))
    return _("%(units)s %(name)s", units=number(units), name=lower(name))


def listed(parts: list[str], most: int = 3) -> str:
    """
    Join words as a person would, naming *most* at the most.

    >>> listed(["18 tabletas"]), listed(["a", "b"]), listed(["a", "b", "c", "d", "e"])
    ('18 tabletas', 'a y b', 'a, b, c y 2 recursos más')
    """
    if len(parts) > most:
        rest = ngettext("%(n)s recurso más", "%(n)s recursos más", len(parts) - most)
        parts = [*parts[:most], rest]
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s y %(last)s", first=", ".join(parts[:-1]), last=parts[-1])


def amounts(lines: Iterable[tuple[ResourceId, int]], by_id: Mapping[ResourceId, Resource]) -> str:
    """Return what a shipment brings, in words."""
    return listed([amount(units, resource_name(resource, by_id)) for resource, units in lines if units])


def today_words(day: date, calendar: SchoolCalendar) -> str:
    """
    Return the day, and which school week of the year it is.

    >>> from shared.school_year import PERU_2026
    >>> today_words(date(2026, 6, 23), PERU_2026)
    'Martes 23 de junio de 2026 · semana lectiva 14'
    """
    words = capital(long_day(day))
    week = week_of(day)
    days = calendar.school_days(week)
    if days is None:
        return _("%(day)s · falta el calendario escolar de este año", day=words)
    if not days:
        return _("%(day)s · semana sin clases", day=words)
    at = school_week_number(week, calendar)
    return _("%(day)s · semana lectiva %(n)s", day=words, n=at) if at else words


def school_week_number(week: Week, calendar: SchoolCalendar) -> int:
    """Return the place of *week* among the year's weeks with classes, from 1; 0 where the year is not known."""
    if calendar.school_days(week) is None:
        return 0
    terms = [term for term in calendar.terms if week_of(term.first) <= week]
    if not terms:
        return 0
    year = terms[-1].first.year
    first = min(week_of(term.first) for term in calendar.terms if term.first.year == year)
    return sum(1 for at in range(first, week + 1) if calendar.school_days(Week(at)))


def short_name(name: str) -> str:
    """
    Return a pupil's name as other pupils may see it: the first one and an initial.

    >>> short_name("Rosa Quispe Huamán"), short_name("Luz")
    ('Rosa Q.', 'Luz')
    """
    first, _space, rest = name.strip().partition(" ")
    return f"{first} {rest[:1]}." if rest else first


def short_names(names: Sequence[str]) -> list[str]:
    """
    Return short names of a class that tell pupils apart: no more letters than that takes.

    Two with the very same name stay alike.

    >>> short_names(["Rosa Quispe Mamani", "Rosa Quispe Huamán", "Juan Ayala", "Luz"])
    ['Rosa Q. M.', 'Rosa Q. H.', 'Juan A.', 'Luz']
    >>> short_names(["Rosa Quispe Huamán", "Rosa Quispe Huanca", "Juan Ayala", "Juan Ayala"])
    ['Rosa Q. Huam.', 'Rosa Q. Huan.', 'Juan A.', 'Juan A.']
    """
    said = [short_name(name) for name in names]
    for letters in range(1, 1 + max(map(len, names), default=0)):
        times = Counter(short for _name, short in set(zip(names, said, strict=True)))
        said = [
            _initials(name, letters) if times[short] > 1 else short for name, short in zip(names, said, strict=True)
        ]
    return said


def initials(name: str) -> str:
    """
    Return what recognises a row of a list to who has the list, and names nobody.

    >>> initials("Rosa Quispe Huamán"), initials(" ")
    ('R. Q. H.', '—')
    """
    return " ".join(f"{word[:1]}." for word in name.split()) or "—"


def _initials(name: str, letters: int) -> str:
    """Return the first name and what begins the others: of the last one so many letters."""
    first, *rest = name.split()
    ends = [1] * (len(rest) - 1) + [letters]
    return " ".join(
        [first, *(word if end >= len(word) > 1 else f"{word[:end]}." for word, end in zip(rest, ends, strict=True))]
    )


def kind_words(kind: ResourceKind) -> str:
    """Return how need of a kind of resource is counted."""
    match kind:
        case ResourceKind.REUSABLE:
            return _("a la vez")
        case ResourceKind.CONSUMABLE:
            return _("unidades")
        case ResourceKind.PACK:
            return _("estudiantes")
