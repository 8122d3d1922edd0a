"""The page of what came and does not count: one list of every kind, each row with its cause and its cure."""

from collections.abc import Mapping, Sequence

from flask import Response, render_template, request

from hub.console.blueprint import console, csv_file, page_of, store
from hub.console.sought import asked, is_sought
from hub.console.view import ALL_READ, View
from hub.offices import SIGNERS
from hub.stopped import KINDS, Cure, Kind, Stopped, stopped
from shared.ids import fours
from shared.web import N_, say, who
from shared.web import gettext as _
from shared.web.formats import moment

CURES: Mapping[Cure, str] = {
    Cure.ACCEPT: N_(
        "Llame a la escuela y compare el código del equipo, que la laptop muestra en su página «Envío». Si es suyo, "
        "acéptelo; si no, descarte lo que envió."
    ),
    Cure.BRING: N_("Pida el USB a la escuela, o espere: la laptop lo envía otra vez."),
    Cure.UPDATE: N_("Actualice Chasqui en la región y en esa laptop; si se repite, avise a soporte."),
    Cure.SETTLE: N_(
        "Llame a la escuela. Si son dos laptops, que siga una sola, y emita otra invitación para la otra. Si "
        "restauraron una copia, no hay que hacer nada."
    ),
    Cure.SCHOOLS: N_("Si la escuela está en ese local, importe el listado de servicios; si no, llame al local."),
    Cure.CATALOGUE: N_(
        "Importe un catálogo que tenga ese recurso, o llame a la escuela: puede ser un código mal escrito. Si nada lo "
        "corrige, quítelo de la lista y diga por qué."
    ),
    Cure.STICK: N_(
        "Conecte otra vez el USB y repita la lectura; si se repite, pida otra copia a la escuela. Lo que no es de "
        "Chasqui, bórrelo del USB y quítelo de la lista."
    ),
    Cure.CALL: N_("Llame al local y pregunte qué quiso registrar."),
}
"""What to do, in words; the button or the link beside it does it."""


@console.get("/detenidos")
def stopped_records() -> str:
    """List everything that is stopped, the longest before the others."""
    every = stopped(store())
    counts = {kind: sum(one.kind is kind for one in every) for kind in Kind}
    return render_template(
        "stopped.html",
        page=page_of(_shown(every)),
        total=len(every),
        counts=[(_(KINDS[kind]), counts[kind]) for kind in Kind if counts[kind]],
        kinds=[(kind.value, _(words)) for kind, words in KINDS.items()],
        kind_words={kind: _(words) for kind, words in KINDS.items()},
        cures={cure: _(words) for cure, words in CURES.items()},
        asked=request.args,
        told=say,
        may_sign=who().role in SIGNERS,
    )


@console.get("/detenidos.csv")
def stopped_csv() -> Response:
    """Give the same list as a spreadsheet."""
    header = ("tipo", "local", "escuelas", "equipo", "desde", "cuantos", "causa", "detalle", "que_hacer")
    rows = (
        (_(KINDS[one.kind]), one.site, ", ".join(one.schools), one.node, moment(one.since) if one.since else "",
         one.count, say(one.why), one.detail, _(CURES[one.cure]))
        for one in _shown(stopped(store()))
    )  # fmt: skip
    return csv_file("detenidos.csv", header, rows)


def _shown(every: Sequence[Stopped]) -> list[Stopped]:
    kind, text = request.args.get("tipo", ""), asked("q")
    return [
        one
        for one in every
        if kind in ("", one.kind) and is_sought(text, [*one.schools, one.site, one.node, fours(one.node)])
    ]


VIEW = View({"console.stopped_records": ALL_READ, "console.stopped_csv": ALL_READ}, under="console.schools")
