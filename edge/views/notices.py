"""What the region says that it did to what is this site's, and why, among its answers until it is read."""

from collections.abc import Iterator, Mapping

from flask import g

from edge.rows import told_apart
from edge.views.node import node
from edge.views.words import APPROVER_NAMES, lower, resource_name
from shared.ids import ResourceId
from shared.notices import KIND, Notice, words
from shared.web import gettext as _
from shared.web.formats import day


def notices() -> list[dict[str, str]]:
    """Return what was done, the latest first: what, why, who says so and when."""
    said = sorted(_in_force(), key=lambda one: (one.on, one.key()), reverse=True)
    names = _names(said)
    return [{"what": words(one, names).text(_), "why": one.text, "who": _who(one)} for one in said]


def unread_notices() -> Iterator[tuple[str, str]]:
    """Give what names each notice, and what to call it among what is to be read."""
    names = _names(_in_force())
    for one in _in_force():
        told = (KIND, one.what, one.key(), str(one.on), str(one.version or ""))
        yield "/".join(filter(None, told)), words(one, names).text(_)


def _in_force() -> list[Notice]:
    if "notices" not in g:
        g.notices = node().store.news.in_force(KIND, Notice)
    found: list[Notice] = g.notices
    return found


def _names(said: list[Notice]) -> Mapping[str, str]:
    """Return what the schools of this site and the resources that notices name are called inside a sentence."""
    schools = {str(code): name for code, name in told_apart(node().store.site.schools()).items()} if said else {}
    named = {one.resource: one.name for one in said if one.resource}
    known = node().names() if named else {}
    return schools | {
        code: lower(name if name and code not in known else resource_name(ResourceId(code), known))
        for code, name in named.items()
    }


def _who(one: Notice) -> str:
    return _("%(role)s, %(day)s", role=_(APPROVER_NAMES.get(one.role, one.role)), day=day(one.on))
