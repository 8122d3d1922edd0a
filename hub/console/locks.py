"""The page of locks: what was laid down, how it came out in the newest plan, and the forms that set and lift."""

from collections.abc import Mapping
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import limits, lock_sent, locking
from hub.console.already import already
from hub.console.blueprint import console, page_of, store
from hub.console.view import ALL_READ, SIGNING, View
from hub.fixing import LockRow
from hub.lock_checks import RANKS, Wanted, day_told, quantity_told
from hub.lock_doubts import Asked
from hub.lock_outcome import Outcome, is_kept, outcome
from hub.locking import Laid
from hub.offices import SIGNERS
from hub.region_rows import service_names
from shared.acts import Actor
from shared.allocation import Line, LockKind
from shared.errors import BadInput
from shared.ids import ResourceId, SchoolId
from shared.resources import ResourceKind
from shared.sentences import Sentence
from shared.web import N_, formats, saved, say, who
from shared.web import gettext as _

_LIFTED = N_("Lo fijado con el número %(n)s ya lo levantó %(office)s: «%(why)s»")
FIELDS = ("escuela", "recurso", "cuanto", "unidades", "hasta", "prioridad", "motivo")
_ASKED = ("escuela", "recurso")
_KINDS: Mapping[LockKind, str] = {
    LockKind.EXACT: N_("Exactamente"),
    LockKind.MIN: N_("Al menos"),
    LockKind.MAX: N_("A lo más"),
    LockKind.EXCLUDE: N_("Nada: queda fuera de ese reparto"),
}
_RANKS = (N_("Se cumple primero"), N_("Se cumple después"), N_("Se cumple al final"))


@console.get("/fijado")
def locks() -> str:
    """Show what holds, or with ``ver`` all that ever was, and the form: for the pair that a link names."""
    return _page({name: request.args.get(name, "")[:80] for name in _ASKED})


@console.post("/fijado")
def lay_lock() -> Response | str | tuple[str, int]:
    """Lay down how much a school must or may get, in the name of the account's office; what is odd is asked once."""
    form = {name: request.form.get(name, "").strip()[: limits.MAX_WHY + 1] for name in FIELDS}
    try:
        wanted = _wanted(form)
        asked = locking.asked_first(store(), wanted)
        if asked.words and request.form.get("seguro", "") != asked.mark:
            return _page(form, asked=asked)
        lock = locking.lay_down(store(), wanted, by=Actor(who().login, SIGNERS[who().role]))
    except BadInput as problem:
        return _page(form, say(problem.said)), 400
    saved(_("Fijado con el número %(n)s. Cuenta desde el próximo cálculo del plan.", n=lock.number))
    return redirect(url_for("console.locks"))


@console.get("/fijado/<int:number>/levantar")
def confirm_lift(number: int) -> str:
    """Ask for the reason before a lock is taken back."""
    return _lift_page(number, "", "")


@console.post("/fijado/<int:number>/levantar")
def lift_lock(number: int) -> Response | tuple[str, int]:
    """Take a lock back, in the name of the account's office."""
    why = request.form.get("motivo", "")[: limits.MAX_WHY + 1]
    _standing(number)
    try:
        locking.lift(store(), number, why=why, by=Actor(who().login, SIGNERS[who().role]))
    except BadInput as problem:
        return _lift_page(number, why, say(problem.said)), 400
    saved(_("Levantado: lo fijado con el número %(n)s no cuenta desde el próximo cálculo.", n=number))
    return redirect(url_for("console.locks"))


def _wanted(form: Mapping[str, str]) -> Wanted:
    kind, digits = form["cuanto"], form["unidades"].replace(",", "")
    if kind not in list(LockKind):
        raise BadInput("Elija si es exactamente, al menos, a lo más o nada. No se fijó nada.")
    if kind == LockKind.EXCLUDE:
        digits = "0"
    if not (digits.removeprefix("-").isdigit() and digits.isascii() and len(digits) < 12):
        raise BadInput("Escriba la cantidad con números enteros, por ejemplo 40. No se fijó nada.")
    rank = form["prioridad"] or "0"
    return Wanted(
        school=form["escuela"],
        resource=form["recurso"],
        kind=LockKind(kind),
        units=int(digits),
        until=day_told(form["hasta"]),
        why=form["motivo"],
        rank=int(rank) if rank in "012"[:RANKS] else -1,
    )


def _page(form: Mapping[str, str], error: str = "", asked: Asked | None = None) -> str:
    today, every = locking.today_of(store()), locking.laid(store())
    whole = request.args.get("ver") == "todo"
    page = page_of([one for one in every if whole or locking.is_standing(one, today)])
    schools, catalogue = store().schools(), store().catalogue()
    names = service_names(schools)
    resources = {one.id: one.name for one in catalogue.resources if one.kind is not ResourceKind.PACK}
    blank = dict.fromkeys(FIELDS, "") | {"cuanto": LockKind.EXACT.value, "prioridad": "0"}
    came = outcome(store(), {one.lock.school for one in page.rows})
    before = lock_sent.sent(store(), {one.lock.number for one in page.rows})
    return render_template(
        "locks.html",
        page=page,
        rows=[
            _row(one, names, resources, came, stands=locking.is_standing(one, today)) | {"sent": _sent(before, one)}
            for one in page.rows
        ],
        plan=came.plan,
        whole=whole,
        gone=sum(not locking.is_standing(one, today) for one in every),
        form=blank | dict(form),
        named=names.get(SchoolId(form.get("escuela", "")), ""),
        error=error,
        asked=[say(words) for words in asked.words] if asked else [],
        mark=asked.mark if asked else "",
        kinds=[(kind.value, _(words)) for kind, words in _KINDS.items()],
        ranks=[(str(rank), _(words)) for rank, words in enumerate(_RANKS)],
        resources=sorted(resources.items(), key=lambda pair: pair[1]),
        today=today.isoformat(),
        may_sign=who().role in SIGNERS,
        most=limits.MAX_WHY,
    )


def _sent(before: Mapping[int, Mapping[str, int]], one: Laid) -> str:
    """Say in which plans that went out its line sent something."""
    plans = before.get(one.lock.number, {})
    told = ", ".join(_("%(plan)s (%(units)s)", plan=plan, units=formats.number(units)) for plan, units in plans.items())
    return _("Ya se envió en: %(plans)s.", plans=told) if plans else ""


def _row(
    one: Laid,
    names: Mapping[SchoolId, str],
    resources: Mapping[ResourceId, str],
    came: Outcome,
    *,
    stands: bool,
) -> dict[str, Any]:
    lock, lifted = one.lock, one.lifted
    return {
        "lock": lock,
        "name": names.get(lock.school, ""),
        "resource": resources.get(lock.resource, lock.resource),
        "quantity": say(quantity_told(lock)),
        "rank": _(_RANKS[lock.rank]) if lock.rank else "",
        "until": formats.day(lock.expires) if lock.expires else "",
        "office": _(one.laid.office),
        "at": one.laid.at,
        "lifted": lifted and {"office": _(lifted.office), "login": lifted.login, "why": lifted.told().get("why", "")},
        "stands": stands,
        "came": came_told(lock, came.lines.get((lock.school, lock.resource)), known=lock.number in came.numbers),
    }


def came_told(lock: LockRow, line: Line | None, *, known: bool = True) -> dict[str, str]:
    """Return how a lock came out in a plan: tone and icon, words, and what there is to add."""
    if not known:
        return {"tone": "off", "icon": "ack", "words": _("Todavía no"), "more": _("Cuenta desde el próximo cálculo.")}
    if line is None:
        words, more = _("No se cumple"), _("La escuela o el recurso ya no está en el reparto.")
        return {"tone": "queue", "icon": "lock", "words": words, "more": more}
    units = formats.number(line.units)
    if is_kept(lock, line.units):
        return {"tone": "ok", "icon": "ok", "words": _("Se cumple"), "more": _("Van %(units)s.", units=units)}
    more = _("Van %(units)s. El motivo está en su línea.", units=units)
    return {"tone": "queue", "icon": "lock", "words": _("No se cumple entero"), "more": more}


def _standing(number: int) -> Laid:
    """Return a lock that nobody took back."""
    found = next((one for one in locking.laid(store()) if one.lock.number == number), None) or abort(404)
    if found.lifted:
        why = str(found.lifted.told().get("why", ""))
        already(
            Sentence(_LIFTED, {"n": number, "office": Sentence(found.lifted.office), "why": why}),
            url_for("console.locks"),
        )
    return found


def _lift_page(number: int, why: str, error: str) -> str:
    lock = _standing(number).lock
    names = service_names(store().every_school())
    resources = {one.id: one.name for one in store().catalogue().resources}
    return render_template(
        "lock_lift.html",
        lock=lock,
        name=names.get(lock.school, lock.school),
        resource=resources.get(lock.resource, lock.resource),
        quantity=say(quantity_told(lock)),
        why=why,
        error=error,
        most=limits.MAX_WHY,
    )


VIEW = View(
    {
        "console.locks": ALL_READ,
        "console.lay_lock": SIGNING,
        "console.confirm_lift": SIGNING,
        "console.lift_lock": SIGNING,
    },
    under="console.plan",
)
