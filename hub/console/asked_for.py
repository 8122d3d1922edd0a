"""The page of what schools asked for: why, since when, what became of it, and the answer in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from hub.answers import MAX_LETTERS
from hub.became import Became, Stage, became, lines_of
from hub.console.blueprint import console, csv_file, page_of, store
from hub.console.forms import number_told
from hub.console.view import ALL_READ, SIGNING, View
from hub.offices import SIGNERS
from hub.region_rows import School, service_names
from hub.request_answers import Asked, answer_request, request_answers, turned_down
from hub.seen import mark
from shared.acts import Actor
from shared.errors import BadInput, Moved
from shared.ids import SchoolId
from shared.request_answers import RequestAnswer
from shared.web import N_, saved, say, who
from shared.web import gettext as _
from shared.web.formats import day

STAGES: Mapping[Stage, tuple[str, str]] = {
    Stage.WAITS: ("queue", N_("Espera el próximo plan")),
    Stage.DECIDED: ("ok", N_("Lo tomó un plan")),
    Stage.TURNED_DOWN: ("off", N_("No se tomará en cuenta")),
    Stage.REPLACED: ("off", N_("La escuela lo cambió por otro pedido")),
    Stage.PASSED: ("queue", N_("Ningún plan lo tomó en cuenta")),
}
"""Tone and words of each stage, in the order of the filter."""
_TO_ANSWER = "responder"
_FIRST = (Stage.WAITS, Stage.PASSED)


@dataclass(frozen=True, slots=True)
class Told:
    """A request as the page shows it."""

    came: Became
    school: School | None
    name: str
    resource: str
    said: RequestAnswer | None

    @property
    def to_answer(self) -> bool:
        """Nobody has said anything to the school yet, and no plan has."""
        return self.said is None and self.came.stage in _FIRST


class Wrong(NamedTuple):
    """An answer that could not be kept: to which request, what it says, and what is wrong with it."""

    asked: Asked
    text: str
    why: str
    refused: bool = False
    """The school's request is not to count."""


@console.get("/pedidos")
def requests() -> str:
    """List what schools asked for, what nobody has answered first, the oldest before the newer."""
    return _page(None)


@console.get("/pedidos.csv")
def requests_csv() -> Response:
    """Give the same list as a spreadsheet."""
    header = ("cod_mod_anexo", "escuela", "ugel", "recurso", "pedido", "motivo", "dia", "estado", "plan", "aprobado",
              "respuesta")  # fmt: skip
    return csv_file("pedidos.csv", header, (_cells(one) for one in _shown(_told())))


@console.post("/pedidos/responder")
def answer_asked() -> Redirect | tuple[str, int]:
    """Answer a request in words, or turn it down; what cannot be used stays in its field, with the reason."""
    form = request.form
    asked = form.get("encarnacion", "")[:16], number_told(form.get("numero", ""), digits=18)
    text, refused = form.get("respuesta", "")[:2000], form.get("fuera") == "1"
    try:
        by = Actor(who().login, SIGNERS[who().role])
        seen = form.get("visto")
        answer_request(store(), asked, text, counts=not refused, by=by, seen=seen)
    except Moved as problem:
        return _page(Wrong(asked, text, say(problem.said), refused=refused)), 409
    except BadInput as problem:
        return _page(Wrong(asked, text, say(problem.said), refused=refused)), 400
    saved(_("Respuesta guardada. La escuela la lee después de su próximo envío."))
    return redirect(url_for("console.requests"))


def _page(wrong: Wrong | None) -> str:
    every = _told()
    shown = _shown(every)
    at = next((n for n, one in enumerate(shown) if wrong and one.came.row.event == wrong.asked), None)
    # What could not be kept is on top: on whatever page it was, its form is there with what was written.
    rows = shown if at is None else [shown[at], *shown[:at], *shown[at + 1 :]]
    return render_template(
        "requests.html",
        page=page_of(rows),
        asked=request.args,
        ugels=sorted({one.school.ugel for one in every if one.school and one.school.ugel}),
        stages=[(_TO_ANSWER, _("Por responder")), *((stage.value, _(words)) for stage, (_t, words) in STAGES.items())],
        words={stage: (tone, _(words)) for stage, (tone, words) in STAGES.items()},
        waiting=sum(one.came.stage is Stage.WAITS for one in every),
        unanswered=sum(one.to_answer for one in every),
        total=len(every),
        wrong=wrong,
        may_answer=who().role in SIGNERS,
        most=MAX_LETTERS,
        mark=mark,
    )


def _told() -> list[Told]:
    rows, schools = store().requests(), {one.id: one for one in store().every_school()}
    names, resources = service_names(schools.values()), store().catalogue().by_id()
    said = request_answers(store())
    came = became(rows, store().published(), lines_of(store()), turned_down(store()))
    told = [
        Told(
            one,
            schools.get(one.row.school),
            names.get(one.row.school, one.row.school),
            resources[one.row.resource].name if one.row.resource in resources else one.row.resource,
            said.get(one.row.event),
        )
        for one in came
    ]
    return in_order(told)


def in_order(told: Sequence[Told]) -> list[Told]:
    """Return what nobody has answered first, the longest waiting before the others; of the rest the newest first."""
    first = sorted((one for one in told if one.to_answer), key=lambda one: one.came.row.received)
    return [*first, *(one for one in told if not one.to_answer)]


def _shown(told: Sequence[Told]) -> list[Told]:
    ugel, stage = request.args.get("ugel", ""), request.args.get("estado", "")
    text = request.args.get("q", "").strip().casefold()
    return [
        one
        for one in told
        if (not ugel or (one.school is not None and one.school.ugel == ugel))
        and (not stage or one.came.stage == stage or (stage == _TO_ANSWER and one.to_answer))
        and (not text or text in one.name.casefold() or one.came.row.school.startswith(SchoolId(text)))
    ]


def _cells(one: Told) -> tuple[object, ...]:
    row, line = one.came.row, one.came.line
    return (
        row.school, one.name, one.school.ugel if one.school else "", one.resource, row.units, row.reason,
        day(row.day) if row.day else "", _(STAGES[one.came.stage][1]), one.came.plan,
        line.units if line else "", one.said.text if one.said else "",
    )  # fmt: skip


VIEW = View(
    {"console.requests": ALL_READ, "console.requests_csv": ALL_READ, "console.answer_asked": SIGNING},
    under="console.deliveries",
)
