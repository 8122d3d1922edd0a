"""The page of trials: a few fields, what the change would do, and what evenness costs. Nothing is written."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import render_template, request

from hub.allocation.change import Change, OtherStock, OtherTrips, OtherWeight, TriedLock
from hub.asked_change import KINDS, number, whole
from hub.console.blueprint import console, store
from hub.console.plan_groups import SORTS
from hub.console.view import ALL_READ, View
from hub.console.what_if_told import evenness_told, names_of, trial_told
from hub.parts import parts
from shared.errors import BadInput, NotReady
from shared.web import N_, formats, say
from shared.web import gettext as _
from shared.web.tongues import kind_told

if TYPE_CHECKING:
    from hub.what_if import Answer

FIELDS = (
    "recurso", "unidades", "almacen", "equidad", "minimo", "dinero", "viajes_de", "viajes", "grupo", "peso", "escuela",
    "fijar_recurso", "fijar", "fijar_unidades",
)  # fmt: skip
_LOCKS: Mapping[str, str] = {
    "min": N_("por lo menos"),
    "max": N_("a lo más"),
    "exact": N_("exactamente"),
    "exclude": N_("no enviar"),
    "free": N_("soltar lo fijado"),
}


@console.get("/plan/y-si")
def what_if() -> str | tuple[str, int]:
    """Show the form; with something in it also what it would do."""
    form = {name: request.args.get(name, "").strip()[:80] for name in FIELDS}
    change, refused = _read(form)
    hub = store()

    def work() -> "Answer":
        # The solver is large: whoever never asks need not hold it in memory.
        from hub.what_if import in_region

        return in_region(hub, change, evenness=not change)

    try:
        found = parts().trials.answer(change, work)
    except NotReady as error:
        return render_template("what_if.html", form=form, waiting=False, problem=say(error.said), choices=None)
    if found is None:
        return render_template("what_if.html", form=form, waiting=True, problem="", choices=None)
    refused = refused or found.refused
    page = render_template(
        "what_if.html",
        form=form,
        waiting=False,
        problem=say(refused.said) if refused else "",
        choices=found.choices,
        **_choices(found),
        **(trial_told(found.trial) if found.trial else {"trial": None}),
        **(evenness_told(found) if found.evenness else {"evenness": []}),
    )
    return (page, 400) if refused else page


def _read(form: Mapping[str, str]) -> tuple[Change, BadInput | None]:
    """Return what the form asks, and what of it cannot be read; then nothing is tried."""
    try:
        return _change(form), None
    except BadInput as error:
        return Change(), error


def _change(form: Mapping[str, str]) -> Change:
    group, _colon, name = form["grupo"].partition(":")
    for amount, what in (("unidades", "recurso"), ("peso", "grupo"), ("fijar", "escuela")):
        if bool(form[amount]) is not bool(form[what]):
            raise BadInput("Falta un dato: cada cambio pide qué y cuánto. Complételo o déjelo todo en blanco.")
    return Change(
        alpha=number(form["equidad"]) if form["equidad"] else None,
        guarantee_pct=whole(form["minimo"]) if form["minimo"] else None,
        money=number(form["dinero"]) if form["dinero"] else None,
        stock=(OtherStock(form["almacen"], form["recurso"], whole(form["unidades"])),) if form["unidades"] else (),
        trips=(OtherTrips(form["viajes_de"], number(form["viajes"])),) if form["viajes"] else (),
        weights=(OtherWeight(group, name, whole(form["peso"])),) if form["peso"] else (),
        locks=(_lock(form),) if form["fijar"] else (),
    )


def _lock(form: Mapping[str, str]) -> TriedLock:
    if form["fijar"] not in KINDS or not form["fijar_recurso"]:
        raise BadInput("Falta un dato: cada cambio pide qué y cuánto. Complételo o déjelo todo en blanco.")
    needs_units = form["fijar"] in ("min", "max", "exact")
    units = whole(form["fijar_unidades"]) if needs_units else 0
    return TriedLock(form["escuela"], form["fijar_recurso"], KINDS[form["fijar"]], units)


def _choices(found: "Answer") -> dict[str, Any]:
    names = names_of()
    groups = [
        (f"{sort}:{kind}", _("%(sort)s: %(kind)s", sort=_(SORTS[sort]), kind=kind_told(sort, kind)))
        for sort in SORTS
        for kind in found.choices.groups.get(sort, ())
    ]
    return {
        "resources": [
            (code, names.get(code, code), lot)
            for code, lot in sorted(found.choices.lots.items(), key=lambda one: names.get(one[0], one[0]))
        ],
        "groups": groups,
        "locks": [(code, _(words)) for code, words in _LOCKS.items()],
        "today": _today(found),
    }


def _today(found: "Answer") -> str:
    even = found.today.evenness
    values = {
        "unmet": formats.percent(even.unmet_pct, 1),
        "least": formats.percent(even.p05_fill_pct, 1),
        "plan": found.plan,
    }
    if found.plan:
        return _("Hoy: el plan %(plan)s deja sin atender el %(unmet)s de la necesidad, y diecinueve de veinte escuelas "
                 "tienen al menos el %(least)s de la suya.", **values)  # fmt: skip
    return _("Hoy: un plan con lo que se sabe ahora dejaría sin atender el %(unmet)s de la necesidad, y diecinueve de "
             "veinte escuelas tendrían al menos el %(least)s de la suya.", **values)  # fmt: skip


VIEW = View({"console.what_if": ALL_READ}, under="console.plan")
