"""What the region has and this laptop cannot foresee yet, and why: no forecast is told as none, never as a nought."""

from edge.views.node import node
from edge.views.standing import says_nothing
from shared.covariates import suits
from shared.resources import Resource
from shared.web import gettext as _


def unforeseen() -> list[tuple[str, str]]:
    """Return name and reason of each resource for some service here that has no forecast, by name."""
    store = node().store
    catalogue = store.news.catalogue()
    parts = {part.resource for one in catalogue.resources for part in one.kit_without_power}
    used, rows = store.folded.used(), store.forecasts.all()
    foreseen = {row.resource for row in rows if not says_nothing(row.forecast)}
    begun = {row.resource for row in rows} - foreseen
    left = [one for one in catalogue.resources if one.id not in foreseen | parts and _is_for_us(one)]
    return sorted((one.name, _why(used=one.id in used, begun=one.id in begun)) for one in left)


def _is_for_us(resource: Resource) -> bool:
    """Tell whether it may be of use to a service here: not where the region says that each lacks what it asks for."""
    places = [one.place() for one in node().store.news.services().values()]
    return not places or any(suits(resource, place) != 0 for place in places)


def _why(*, used: bool, begun: bool) -> str:
    if begun:
        return _("Todavía no hay una semana completa de clases con su uso: cuando la haya se calcula.")
    if used:
        return _("Se usa, pero todavía nadie anotó cuántos a la vez.")
    return _("Nadie lo ha usado aquí, y de escuelas parecidas no se sabe lo suficiente para calcularlo.")
