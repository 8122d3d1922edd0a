"""The page of what schools did not accept or confirm: what became of each line, saying so, and taking it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from hub import limits
from hub.console.blueprint import console, csv_file, page_of, store
from hub.console.forms import number_told
from hub.console.view import ALL_READ, SIGNING, View
from hub.discrepancies import Discrepancy, discrepancies
from hub.dispatched import decision_in
from hub.lock_checks import day_told
from hub.offices import SIGNERS
from hub.settled import Solved
from hub.settling import Said, solve, undo
from shared.acts import Actor
from shared.delivery_answers import HOWS, REJECTED, How
from shared.errors import BadInput, Moved
from shared.web import N_, now, saved, say, who
from shared.web import gettext as _
from shared.web.codes import code_words
from shared.web.formats import day

OPEN, DISPUTED, SOLVED = "por-resolver", "por-revisar", "resuelta"
STATES: Mapping[str, tuple[str, str]] = {
    OPEN: ("queue", N_("Por resolver")),
    DISPUTED: ("err", N_("El acta dice otra cosa")),
    SOLVED: ("ok", N_("Resuelta")),
}
"""Tone and words of each state, in the order of the filter."""
PAGE_LINES = 10
_FIELDS = ("pecosa", "recurso", "que", "unidades", "almacen", "dia", "motivo", "numero", "visto")


@dataclass(frozen=True, slots=True)
class Told:
    """A line as the page shows it."""

    row: Discrepancy
    name: str
    ugel: str
    reasons: str

    @property
    def state(self) -> str:
        """A key of ``STATES``."""
        return DISPUTED if self.row.tally.disputed else OPEN if self.row.open else SOLVED


@console.get("/entregas/diferencias")
def differences() -> str:
    """List what schools did not accept or could not confirm, what nobody has solved first."""
    return _page({}, "")


@console.get("/entregas/diferencias.csv")
def differences_csv() -> Response:
    """Give the same list as a spreadsheet, a row for each thing that was said of a line."""
    header = ("pecosa", "local", "escuelas", "ugel", "recurso", "dia", "rechazado", "motivo", "por_resolver",
              "que_fue", "unidades", "almacen", "por_que", "quien", "sin_confirmar")  # fmt: skip
    rows = [row for one in _shown(_told()) for row in _cells(one)]
    return csv_file("diferencias.csv", header, rows)


@console.post("/entregas/diferencias/resolver")
def solve_difference() -> Redirect | tuple[str, int]:
    """Write down what became of units; what cannot be used stays in its fields, with the reason."""
    form = _form()
    try:
        returned = form["que"] == How.RETURNED
        on = day_told(form["dia"]) if returned else None
        depot = form["almacen"] if returned else ""
        said = Said(how=form["que"], units=number_told(form["unidades"]), why=form["motivo"], depot=depot, day=on)
        by = Actor(who().login, SIGNERS[who().role])
        seen = number_told(form["visto"]) if form["visto"] else None
        solve(store(), form["pecosa"], form["recurso"], said, by=by, seen=seen)
    except Moved as problem:
        return _page(form, say(problem.said)), 409
    except BadInput as problem:
        return _page(form, say(problem.said)), 400
    saved(_("Anotado. La escuela lo lee junto a su entrega después de su próximo envío."))
    return redirect(url_for("console.differences"))


@console.post("/entregas/diferencias/deshacer")
def undo_difference() -> Redirect | tuple[str, int]:
    """Take back what was said of units."""
    form = _form()
    try:
        by = Actor(who().login, SIGNERS[who().role])
        number = number_told(form["numero"])
        after = undo(store(), form["pecosa"], form["recurso"], number, why=form["motivo"], by=by)
    except BadInput as problem:
        return _page(form, say(problem.said)), 400
    if any(one.number == number and one.unconfirmed for one in after.solved):
        saved(_("Otra vez por confirmar, en «Entregas». La escuela lo sabe después de su próximo envío."))
    else:
        saved(_("Otra vez por resolver. La escuela lo sabe después de su próximo envío."))
    return redirect(url_for("console.differences"))


def _form() -> dict[str, str]:
    return {name: request.form.get(name, "").strip()[: limits.MAX_WHY + 1] for name in _FIELDS}


def _page(form: Mapping[str, str], error: str) -> str:
    every = _told()
    shown = _shown(every)
    wrong = (form.get("pecosa", ""), form.get("recurso", ""))
    # What could not be kept is on top: on whatever page it was, its form is there with what was written.
    shown = sorted(shown, key=lambda one: (one.row.pecosa, one.row.resource) != wrong) if form else shown
    page = page_of(shown, PAGE_LINES)
    return render_template(
        "differences.html",
        page=page,
        asked=request.args,
        states=[(code, _(words)) for code, (_tone, words) in STATES.items()],
        words={code: (tone, _(words)) for code, (tone, words) in STATES.items()},
        ugels=sorted({one.ugel for one in every if one.ugel}),
        total=len(every),
        open=sum(one.state is not SOLVED for one in every),
        units=sum(one.row.open for one in every),
        hows=[(code, _(words)) for code, words in HOWS.items()],
        solving=[(code, _(HOWS[code])) for code in REJECTED],
        how_words={code: _(words) for code, words in HOWS.items()},
        depots=_depots([one.row for one in page.rows]),
        form=form,
        wrong=wrong,
        error=error,
        by_whom=_who,
        may_sign=who().role in SIGNERS,
        most=limits.MAX_WHY,
        today=now().date().isoformat(),
    )


def _depots(rows: Sequence[Discrepancy]) -> Mapping[tuple[str, str], list[str]]:
    """Return the depots that count each line's resource, those out of which it went first."""
    counting: dict[str, list[str]] = {}
    for there in store().supply():
        counting.setdefault(there.resource, []).append(there.depot)
    with store().read() as connection:
        decisions = {row.decision: decision_in(connection, row.decision) for row in rows}
    found = {}
    for row in rows:
        decision = decisions[row.decision]
        own = {line.depot for line in decision.lines if line.resource == row.resource} if decision else set()
        found[row.pecosa, str(row.resource)] = sorted(counting.get(row.resource, ()), key=lambda one: one not in own)
    return found


def _told() -> list[Told]:
    names = {resource.id: resource.name for resource in store().catalogue().resources}
    ugels = {school.site: school.ugel for school in store().every_school()}
    return [
        Told(
            row,
            names.get(row.resource, row.resource),
            ugels.get(row.site, ""),
            "; ".join(filter(None, map(code_words, row.reasons))),
        )
        for row in discrepancies(store())
    ]


def _shown(told: Sequence[Told]) -> list[Told]:
    ugel, state, how = (request.args.get(name, "") for name in ("ugel", "estado", "que"))
    text = request.args.get("q", "").strip().casefold()
    return [
        one
        for one in told
        if ugel in ("", one.ugel)
        and state in ("", one.state)
        and (not how or any(entry.how == how for entry in one.row.holding))
        and (not text or any(text in words.casefold() for words in (*one.row.schools, one.row.pecosa, one.row.site)))
    ]


def _cells(one: Told) -> list[tuple[object, ...]]:
    row = one.row
    line = (row.pecosa, row.site, ", ".join(row.schools), one.ugel, one.name, day(row.day) if row.day else "",
            row.rejected, one.reasons, row.open)  # fmt: skip
    said: list[tuple[object, ...]] = [
        (_(HOWS.get(entry.how, entry.how)), entry.units, entry.depot, entry.why, _who(entry)) for entry in row.holding
    ]
    return [(*line, *entry, row.tally.closed) for entry in said or [("", "", "", "", "")]]


def _who(entry: Solved) -> str:
    return f"{_(entry.by.office)} ({entry.by.login})" if entry.by.login else _(entry.by.office)


VIEW = View(
    {
        "console.differences": ALL_READ,
        "console.differences_csv": ALL_READ,
        "console.solve_difference": SIGNING,
        "console.undo_difference": SIGNING,
    },
    under="console.deliveries",
)
