"""The main navigation of the region, of what its modules of pages tell of themselves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from hub.console.view import Listed, View
from shared.web import N_, NavItem

ANALYSIS, HEALTH, MORE = "console.analysis", "console.health", "console.more"
_PLACES = (
    NavItem("console.schools", N_("Escuelas"), "map"),
    NavItem("console.plan", N_("Plan"), "box"),
    NavItem("console.deliveries", N_("Entregas"), "truck"),
    NavItem(ANALYSIS, N_("Análisis"), "chart"),
    NavItem(HEALTH, N_("Salud"), "heart"),
    NavItem(MORE, N_("Más"), "list"),
)


def listed_under(views: Iterable[View], place: str) -> Iterator[Listed]:
    """Return the pages that the page of a place lists, in the order of their modules."""
    return (one for view in views if view.under == place for one in view.listed)


def navigation(views: Sequence[View]) -> tuple[NavItem, ...]:
    """Return the places that have a page; one whose page would list a single other is that other."""
    served = {endpoint for view in views for endpoint in view.rules}
    return tuple(replace(one, endpoint=_door(views, one.endpoint)) for one in _PLACES if one.endpoint in served)


def sections(views: Sequence[View]) -> Mapping[str, str]:
    """Return the place that lights up on each page; a page that is in none lights none."""
    own = {one.endpoint for one in _PLACES}
    found = {endpoint: endpoint if endpoint in own else view.under for view in views for endpoint in view.rules}
    return {endpoint: _door(views, place) for endpoint, place in found.items() if place}


def _door(views: Sequence[View], place: str) -> str:
    pages = [one.endpoint for one in listed_under(views, place)]
    return pages[0] if place == ANALYSIS and len(pages) == 1 else place
