"""The history of this laptop: who did what to people and accounts, and whether every row is as it was written."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from edge.acts import KINDS, Kind
from edge.duties import UNFOUNDED
from edge.views.choices import class_names
from edge.views.node import node
from edge.views.view import COORDINATOR, Group, Listed, View
from shared.acts import Act
from shared.clock import LIMA
from shared.ids import Pseudonym
from shared.web import N_, Role, ngettext, say
from shared.web import gettext as _
from shared.web.failures import ROLE_NAMES
from shared.web.formats import day, hour, number

pages = Blueprint("audit", __name__, url_prefix="/escuela/historial", template_folder="../templates")
SHOWN = 50
_ROLES = {role.value: role for role in Role} | {"learner": Role.STUDENT}


@pages.get("/")
def page() -> str:
    """Show the newest rows, and what is wrong with the chain, if anything is."""
    before = _number(request.args.get("antes", ""))
    history = node().store.audit
    acts, total = history.newest(SHOWN, before=before or None), history.count()
    broken = history.first_broken()
    names, last = _Names(), history.last()
    return render_template(
        "audit.html",
        rows=[_row(act, names) for act in acts],
        total=total,
        broken=say(broken.why) if broken else _(UNFOUNDED) if node().store.duties.unfounded() else "",
        seen=f"{last.number}:{last.hash[:16]}" if last else "",
        first=number(total - acts[0].number + 1) if acts else "",
        last=number(total - acts[-1].number + 1) if acts else "",
        newer=url_for("audit.page") if before else "",
        older=url_for("audit.page", antes=acts[-1].number) if acts and acts[-1].number > 1 else "",
    )


class _Names:
    """Who is behind a pseudonym today: whoever was erased is nobody."""

    def __init__(self) -> None:
        self._classes = class_names()
        self._found: dict[str, str] = {}

    def person(self, key: str) -> str:
        if key not in self._found:
            row = node().store.people.person(Pseudonym(_bytes(key)))
            self._found[key] = (row.name or row.code) if row else ""
        return self._found[key] or _("alguien que ya no está en esta laptop")

    def room(self, number: object) -> str:
        found = self._classes.get(number) if isinstance(number, int) else None
        return found or _("un aula que ya no está")


def _row(act: Act, names: _Names) -> dict[str, Any]:
    who = names.person(act.login) if act.login else ""
    office = _(ROLE_NAMES[_ROLES[act.office]]) if act.office in _ROLES else _(act.office)
    return {
        "number": number(act.number),
        "at": f"{day(act.at.astimezone(LIMA).date())} {hour(act.at)}",
        "what": _(KINDS.get(act.kind, act.kind)),
        "about": _about(act, names),
        "by": f"{who} ({office})" if who else office,
    }


def _about(act: Act, names: _Names) -> str:
    told = act.told()
    if act.kind.startswith("class-"):
        return names.room(_number(act.subject))
    parts = [names.person(act.subject)] if act.subject else []
    if "class" in told:
        parts.append(names.room(told["class"]))
    if told.get("role") in _ROLES:
        parts.append(_(ROLE_NAMES[_ROLES[told["role"]]]))
    if "new" in told:
        parts.append(ngettext("%(n)s persona nueva", "%(n)s personas nuevas", int(told["new"])))
    if told.get("changed"):
        parts.append(ngettext("%(n)s cambiada", "%(n)s cambiadas", int(told["changed"])))
    if act.kind in (Kind.DUTY_BEGUN, Kind.DUTY_ENDED):
        # The region has it: it tells which row it means.
        parts.append(_("marca %(mark)s", mark=act.hash[:16]))
    if "months" in told:
        parts.append(ngettext("%(n)s mes", "%(n)s meses", int(told["months"])))
    return " · ".join(parts)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _bytes(key: str) -> bytes:
    try:
        return bytes.fromhex(key)
    except ValueError:
        return b""


VIEW = View(
    pages,
    {"audit.page": COORDINATOR},
    under="more.page",
    listed=(
        Listed(
            "audit.page",
            N_("Historial"),
            N_("Quién cambió listas, cuentas y cargos, y cuándo."),
            "clock",
            Group.SCHOOL,
        ),
    ),
)
