"""Whether a printed paper is this school's and says what it said: by its code, scanned or typed, without internet."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for

from edge.enrol import load_identity
from edge.signed_paper import MOST, Code, Kind, is_signed_by, read_code
from edge.views.node import node
from edge.views.paper_marks import paper_now
from edge.views.view import ALL_STAFF, Group, Listed, View
from shared import web
from shared.errors import BadInput, NotInitialised
from shared.web import N_, say
from shared.web import gettext as _

pages = Blueprint("checking", __name__, url_prefix="/comprobar", template_folder="../templates")
KINDS = {
    Kind.ACTA: N_("Acta de entrega-recepción"),
    Kind.PACKING: N_("Lista de empaque"),
    Kind.UGEL: N_("Informe del mes para la UGEL"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What is told of a code."""

    state: str
    what: str
    todo: str
    title: str = ""
    href: str = ""


@pages.get("/")
def page() -> str:
    """Ask for a code."""
    return _page("", None, "")


@pages.post("/")
def check() -> str | tuple[str, int]:
    """Tell of a code whether it corresponds."""
    text = request.form.get("codigo", "")[: 2 * MOST]
    if not text.strip():
        return _page("", None, _("Lea el QR, o escriba el código que está a su lado.")), 400
    try:
        code = read_code(text)
    except BadInput as error:
        return _page(text, None, say(error.said)), 400
    return _page(text, _found(code), "")


def _found(code: Code) -> Found:
    title = _(KINDS[code.kind])
    if code.signature or code.school:
        if not _is_ours(code):
            return Found(
                "err",
                _("No corresponde."),
                _("Alguien cambió el código, o el papel es de otra laptop. Pida otra copia a quien lo trajo."),
            )
        signed = _("Lo firmó esta laptop.")
    else:
        signed = _("Escrito a mano no trae la firma: para comprobarla, lea el QR.")
    paper = paper_now(code)
    if paper is None:
        return Found("err", _("No corresponde."), _("Aquí no hay ese papel. Revise lo escrito, o lea el QR."), title)
    if paper.doc != code.doc:
        return Found(
            "queue",
            _("Lo anotado no es lo que dice ese papel."),
            _("Cambió después de imprimirlo, o el papel no es el de aquí. Imprímalo otra vez y compare."),
            title,
            _href(code.kind, paper.name),
        )
    return Found("ok", _("Corresponde."), f"{signed} " + _("Dice lo mismo que hoy está anotado."), title,
                 _href(code.kind, paper.name))  # fmt: skip


def _is_ours(code: Code) -> bool:
    try:
        keys = load_identity(node().config).keys
    except NotInitialised:
        return False
    return is_signed_by(code, keys.verify_key)


def _href(kind: Kind, name: str) -> str:
    if kind is Kind.UGEL:
        # What the UGEL is told is the coordinator's.
        return url_for("papers.ugel", mes=name) if web.may("papers.ugel") else ""
    endpoint = "papers.acta" if kind is Kind.ACTA else "papers.packing"
    return url_for(endpoint, pecosa=name) if web.may(endpoint) else ""


def _page(text: str, found: Found | None, error: str) -> str:
    return render_template(
        "check_paper.html", text=text, found=found, errors={"codigo": error} if error else {}, most=MOST
    )


VIEW = View(
    pages,
    {"checking.page": ALL_STAFF, "checking.check": ALL_STAFF},
    under="more.page",
    listed=(
        Listed(
            "checking.page",
            N_("Comprobar un papel"),
            N_("Si un acta, una lista o un informe es de esta escuela, por su QR o su código."),
            "shield",
            Group.FILES,
        ),
    ),
)
