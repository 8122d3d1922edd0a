"""What an act was done to, as the page of the history calls it: names in place of the keys that the rows keep."""

from collections.abc import Callable, Iterable, Mapping

from hub import access, districts, limits, locking, staff, weighing
from hub.acts import Kind
from hub.held_words import SAID, Held
from hub.importers.kinds import IMPORTERS
from hub.importers.kinds import Kind as File
from hub.region_rows import service_names
from hub.store import Store
from shared.acts import Act
from shared.web import gettext as _

_VERSIONS, _NUMBERS = (limits.KIND, weighing.KIND), (locking.KIND, access.KIND)
_AS_IT_IS = ("depot", "invitation", "node", staff.KIND, str(Kind.CALENDAR))
"""Keys that end in the name by which people know the thing."""


def subjects(store: Store, acts: Iterable[Act]) -> dict[int, str]:
    """Return by the number of each act what it was done to."""
    found = list(acts)
    sorts = {act.subject.partition("/")[0] for act in found}
    schools = dict[str, str]()
    if sorts & {"school", "use"}:
        schools = {str(id_): name for id_, name in service_names(store.every_school()).items()}
    goods = dict[str, str]()
    if str(Kind.CATALOGUE) in sorts:
        goods = {str(one.id): one.name for one in store.catalogue().resources}
    return {act.number: _of(act, schools, goods) for act in found}


def _of(act: Act, schools: Mapping[str, str], goods: Mapping[str, str]) -> str:
    sort, _slash, rest = act.subject.partition("/")
    words: Mapping[str, Callable[[str], str]] = {
        **dict.fromkeys(_VERSIONS, lambda rest: _("versión %(n)s", n=rest)),
        **dict.fromkeys(_NUMBERS, lambda rest: _("n.º %(n)s", n=rest)),
        **dict.fromkeys(_AS_IT_IS, lambda rest: rest),
        "import": lambda rest: _(IMPORTERS[File(rest)].words) if rest in list(File) else rest,
        str(Kind.CATALOGUE): lambda rest: goods.get(rest, rest),
        "school": lambda rest: schools.get(rest, rest),
        "use": lambda rest: schools.get(rest.partition("/")[0], rest),
        "request": lambda _rest: _("un pedido"),
    }
    if rest and sort in words:
        return words[sort](rest)
    if act.kind == Kind.INCIDENT:
        return _("n.º %(n)s", n=act.subject)
    if act.kind == Kind.KEPT_FOR:
        return _(SAID[Held(act.subject)]) if act.subject in list(Held) else act.subject
    return _("Distritos") if act.subject == districts.KIND else act.subject
