"""The page of doubted use: what, against what, up to how much it counts, whom to visit, and what people say of it."""

from datetime import date
from typing import Any, NamedTuple

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from hub.console.blueprint import console, csv_file, page_of, store
from hub.console.few_pupils import untold
from hub.console.navigation import ANALYSIS
from hub.console.view import ALL_READ, Listed, View
from hub.doubting import Seen, Standing, Verdict, look_at, standing, unseen, visits
from hub.limits import MAX_WHY
from hub.offices import SIGNERS
from hub.plausibility import MOVES, WHY, Pair
from hub.region_rows import service_names
from hub.report import FEW
from shared.acts import Actor
from shared.errors import BadInput, Moved
from shared.ids import ResourceId, SchoolId
from shared.school_year import monday
from shared.web import N_, Role, saved, say, who
from shared.web import gettext as _
from shared.web.formats import number

LOOKS = frozenset({Role.ANALYST, Role.ADMIN})
HEADER = ("cod_mod_anexo", "escuela", "ugel", "recurso", "desde", "hasta", "semanas", "mayor", "usual", "cuenta_hasta",
          "por_que", "revisado")  # fmt: skip
_FIGURES = ("units", "usual", "weekly")
"""Of a school of few pupils they would tell what these use."""
_OFFICES = {**SIGNERS, Role.ANALYST: N_("Análisis")}


class Wrong(NamedTuple):
    """A verdict that could not be kept: of which use, what it says, and what is wrong with it."""

    pair: Pair
    why: str
    problem: str


@console.get("/uso-en-revision")
def doubts() -> str:
    """List the use that is doubted, the most beyond what is plausible first, and whom to visit."""
    return _page(None)


@console.get("/uso-en-revision.csv")
def doubts_csv() -> Response:
    """Give the same as a spreadsheet."""
    return csv_file("uso-en-revision.csv", HEADER, (
        (one["school"], one["name"], one["ugel"], one["resource"], one["since"].isoformat(), one["last"].isoformat(),
         one["weeks"], *(FEW if one["few"] else one[name] for name in _FIGURES), "; ".join(one["why"]), one["said"])
        for one in _rows(standing(store()))
    ))  # fmt: skip


@console.post("/uso-en-revision")
def look_at_use() -> Redirect | tuple[str, int]:
    """Keep what a person says of doubted use; what cannot be kept stays in its field, with the reason."""
    form = request.form
    pair = SchoolId(form.get("escuela", "")[:20]), ResourceId(form.get("recurso", "")[:64])
    why = form.get("motivo", "")[: MAX_WHY + 1]
    try:
        said = form.get("veredicto", "")
        if said not in set(Verdict):
            raise BadInput("Elija si el uso es cierto o no lo es. No se cambió nada.")
        if pair[0] in untold():
            raise BadInput("Tiene pocos estudiantes: la revisa Administración. No se cambió nada.")
        look_at(store(), pair, Verdict(said), _seen(), why=why, by=Actor(who().login, _OFFICES[who().role]))
    except Moved as problem:
        return _page(Wrong(pair, why, say(problem.said))), 409
    except BadInput as problem:
        return _page(Wrong(pair, why, say(problem.said))), 400
    saved(_("Guardado. Vale para los planes que se calculen desde ahora."))
    return redirect(url_for("console.doubts"))


def _seen() -> Seen:
    """Return what the page showed when it was made; what cannot be read is nothing that any page showed."""
    units, week = request.form.get("unidades", ""), request.form.get("semana", "")
    try:
        return Seen(int(units[:12]), date.fromisoformat(week))
    except ValueError:
        return Seen(-1, date.min)


def _page(wrong: Wrong | None) -> str:
    found = standing(store())
    rows, open_ = _rows(found), unseen(found)
    at = next((n for n, one in enumerate(rows) if wrong and one["pair"] == wrong.pair), None)
    rows = rows if at is None else [rows[at], *rows[:at], *rows[at + 1 :]]
    return render_template(
        "doubts.html",
        page=page_of(rows),
        unseen=len(open_),
        looked_at=len(rows) - len(open_),
        schools=len({one.school for one in open_}),
        visits=_rows(visits(found)),
        wrong=wrong,
        may_look=who().role in LOOKS,
        most=MAX_WHY,
        moves=number(100 * (MOVES - 1)),
        few=_(FEW),
    )


def _rows(found: list[Standing]) -> list[dict[str, Any]]:
    schools = {one.id: one for one in store().schools()}
    names, goods = service_names(schools.values()), {one.id: one.name for one in store().catalogue().resources}
    few = untold()

    def place(one: Standing) -> tuple[bool, bool, int, str]:
        # In the order of their figures those that are not told would tell of them.
        hidden = one.doubt.school in few
        excess = 0 if hidden else one.doubt.weekly - one.doubt.units
        return one.look is not None, hidden, excess, names.get(one.doubt.school, one.doubt.school)

    return [
        {
            "few": one.doubt.school in few,
            "pair": (one.doubt.school, one.doubt.resource),
            "seen": one.seen,
            "school": one.doubt.school,
            "name": names.get(one.doubt.school, one.doubt.school),
            "ugel": schools[one.doubt.school].ugel if one.doubt.school in schools else "",
            "resource": goods.get(one.doubt.resource, one.doubt.resource),
            "since": monday(one.doubt.since),
            "last": monday(one.doubt.last),
            "weeks": one.doubt.weeks,
            "units": one.doubt.units,
            "usual": one.doubt.usual,
            "weekly": one.doubt.weekly,
            "why": [_(WHY[reason]) for reason in one.doubt.why],
            "said": one.look.why if one.look else "",
            "right": one.look is not None and one.look.verdict is Verdict.RIGHT,
        }
        for one in sorted(found, key=place)
    ]


VIEW = View(
    {"console.doubts": ALL_READ, "console.doubts_csv": ALL_READ, "console.look_at_use": LOOKS},
    under=ANALYSIS,
    listed=(
        Listed(
            "console.doubts",
            N_("Uso en revisión"),
            N_("Lo que se anotó y no parece posible: hasta cuánto cuenta, a quién visitar, qué se dijo."),
            "info",
        ),
    ),
)
