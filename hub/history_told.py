"""The history as its page and its command tell it: names in place of the keys that the rows keep."""

from collections.abc import Callable, Iterable, Mapping

from hub import (
    access,
    cataloguing,
    districts,
    forks,
    history,
    limits,
    locking,
    staff,
    stick_files,
    unlisted,
    weighing,
)
from hub.acts import Kind
from hub.held_words import SAID, Held
from hub.importers.kinds import IMPORTERS
from hub.importers.kinds import Kind as File
from hub.region_rows import service_names
from hub.store import Store
from shared.acts import Act
from shared.clock import LIMA
from shared.web import gettext as _

_FILES = frozenset(File)
_VERSIONS, _NUMBERS = (limits.KIND, weighing.KIND), (locking.KIND, access.KIND)
_AS_IT_IS = ("depot", "invitation", "node", forks.KIND, staff.KIND, stick_files.KIND, str(Kind.CALENDAR))
"""Keys that end in the name by which people know the thing."""


def names_of(store: Store) -> Mapping[str, str]:
    """Return what schools and resources are called now, by their codes; what was withdrawn, as it was last."""
    goods = {str(one.id): one.name for one in cataloguing.every_resource(store)}
    schools = {str(id_): name for id_, name in service_names(store.every_school()).items()}
    # Two schools may have one name: in the history the code goes along.
    return {code: f"{name} ({code})" for code, name in (goods | schools).items()}


def subject(act: Act, names: Mapping[str, str]) -> str:
    """Return what an act was done to."""
    sort, _slash, rest = act.subject.partition("/")
    words: Mapping[str, Callable[[str], str]] = {
        **dict.fromkeys(_VERSIONS, lambda rest: _("versión %(n)s", n=rest)),
        **dict.fromkeys(_NUMBERS, lambda rest: _("n.º %(n)s", n=rest)),
        **dict.fromkeys(_AS_IT_IS, lambda rest: rest),
        "import": _file,
        **dict.fromkeys(("school", str(Kind.CATALOGUE)), lambda rest: names.get(rest, rest)),
        "use": lambda rest: names.get(rest.partition("/")[0], rest),
        unlisted.KIND: _unlisted,
        "request": lambda _rest: _("un pedido"),
    }
    if rest and sort in words:
        return words[sort](rest)
    if act.kind == Kind.INCIDENT:
        return _("n.º %(n)s", n=act.subject)
    if act.kind == Kind.KEPT_FOR:
        return _(SAID[Held(act.subject)]) if act.subject in list(Held) else act.subject
    return _("Distritos") if act.subject == districts.KIND else act.subject


def lines_of(acts: Iterable[Act], names: Mapping[str, str]) -> Iterable[str]:
    """Return the acts as a terminal shows them, at the time of Lima; *names* as ``names_of``."""
    for act in acts:
        who = act.office + (f" ({act.login})" if act.login else "")
        what = f"{history.named(act)}: {subject(act, names)}"
        detail = history.told(act, names).text()
        yield f"{act.number:>5}  {act.at.astimezone(LIMA):%d/%m/%Y %H:%M}  {what}. {who}. {detail}".rstrip()


def _unlisted(rest: str) -> str:
    site, _slash, resource = rest.partition("/")
    return _("«%(resource)s», local %(site)s", resource=resource, site=site)


def _file(kind: str) -> str:
    if kind == "panel":
        return _("Demanda de otra fuente")
    return _(IMPORTERS[File(kind)].words) if kind in _FILES else kind
