"""What the region says that it did to the computers of this site, and why, among its answers until it is read."""

from collections.abc import Iterator

from edge.views.node import node
from edge.views.words import APPROVER_NAMES
from shared.notices import KIND, Notice, words
from shared.web import gettext as _
from shared.web.formats import day


def notices() -> list[dict[str, str]]:
    """Return what was done, the latest first: what, why, who says so and when."""
    said = sorted(node().store.news.in_force(KIND, Notice), key=lambda one: (one.on, one.node), reverse=True)
    return [{"what": words(one).text(_), "why": one.text, "who": _who(one)} for one in said]


def unread_notices() -> Iterator[tuple[str, str]]:
    """Give what names each notice, and what to call it among what is to be read."""
    for one in node().store.news.in_force(KIND, Notice):
        yield f"{KIND}/{one.what}/{one.node}/{one.on}", words(one).text(_)


def _who(one: Notice) -> str:
    return _("%(role)s, %(day)s", role=_(APPROVER_NAMES.get(one.role, one.role)), day=day(one.on))
