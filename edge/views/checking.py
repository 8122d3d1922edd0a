"""Whether a printed paper is this school's and says what it said: by its code, scanned or typed, without internet."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for

from edge.enrol import own_keys
from edge.views.loan_marks import open_loan_of
from edge.views.node import node
from edge.views.paper_marks import paper_now
from edge.views.view import ALL_STAFF, Group, Listed, View
from shared import web
from shared.errors import BadInput, NotInitialised
from shared.web import N_, say
from shared.web import gettext as _
from shared.web.codes import PAPER_KINDS
from sync.signed_paper import MOST, Code, Kind, Paper, is_signed_by, read_code

pages = Blueprint("checking", __name__, url_prefix="/comprobar", template_folder="../templates")


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
    title = _(PAPER_KINDS[code.kind])
    is_typed = not (code.signature or code.school)
    signer = _TYPED if is_typed else _signer(code)
    paper = paper_now(code)
    if signer is None:
        return _unsigned(code, title, is_here=paper is not None and paper.doc == code.doc)
    if signer is _REVOKED:
        return Found(
            "err",
            _("Lo firmó una laptop de la escuela que está dada de baja."),
            _("Si la robaron, pudo firmarlo quien la tiene. Pregunte a la región."),
            title,
        )
    if signer is _OTHER and (paper is None or paper.doc != code.doc):
        return Found(
            "queue",
            _("La firma es de otra laptop de esta escuela."),
            _("La región dio su clave. Lo que dice el papel se compara en la laptop que lo imprimió."),
            title,
        )
    if paper is None and is_typed:
        return Found("err", _("No corresponde."), _("Aquí no hay ese papel. Revise lo escrito, o lea el QR."), title)
    if paper is None:
        return Found(
            "queue",
            _("La firma es de esta escuela, y aquí no está ese papel."),
            _("Pasa si esta laptop se recuperó de una copia de antes. Compare con la laptop que lo imprimió."),
            title,
        )
    return _compared(code, paper, title, _(signer))


def _compared(code: Code, paper: Paper, title: str, signed: str) -> Found:
    """Tell of a code whether what its paper says is what is recorded now."""
    href = _href(code.kind, paper)
    if paper.doc != code.doc:
        return Found(
            "queue",
            _("Lo anotado no es lo que dice ese papel."),
            _("Cambió después de imprimirlo, o el papel no es el de aquí. Imprímalo otra vez y compare."),
            title,
            href,
        )
    said = [signed, _("Dice lo mismo que hoy está anotado.")]
    if code.kind is Kind.LOAN and open_loan_of(paper) is None:
        said.append(_("Ese préstamo ya terminó."))
    return Found("ok", _("Corresponde."), " ".join(said), title, href)


_TYPED = N_("Escrito a mano no trae la firma: para comprobarla, lea el QR.")
_OWN = N_("Lo firmó esta laptop.")
_BEFORE = N_("Lo firmó esta laptop con una clave que tuvo antes.")
_OTHER = N_("Lo firmó otra laptop de esta escuela: la región dio su clave.")
_REVOKED = N_("Lo firmó una laptop de la escuela que está dada de baja.")


def _signer(code: Code) -> str | None:
    """Return who signed a code, as far as this laptop knows: its own keys, and those that the region told of."""
    try:
        own = own_keys(node().config)
    except NotInitialised:
        own = []
    which = next((at for at, key in enumerate(own) if is_signed_by(code, key)), None)
    if which is not None:
        return _BEFORE if which else _OWN
    if code.school not in _schools():
        return None
    found = next((one for one in node().store.news.laptops() if is_signed_by(code, one.key)), None)
    return None if found is None else _REVOKED if found.revoked else _OTHER


def _schools() -> set[str]:
    return {row.id for row in node().store.site.schools()}


def _unsigned(code: Code, title: str, *, is_here: bool) -> Found:
    """Tell of a code that this laptop did not sign; a second laptop of the school has another key."""
    if code.school not in _schools():
        return Found(
            "err",
            _("No corresponde a esta escuela."),
            _("El código dice ser de la escuela %(school)s. Ahí se comprueba, o en la región.", school=code.school),
            title,
        )
    said = [_("Alguien cambió el código, o lo firmó otra laptop de la escuela, y esta no conoce su clave.")]
    if is_here:
        said.append(_("Lo que dice sí es lo mismo que está anotado aquí."))
    said.append(
        _("Compruébelo en la laptop que lo imprimió, o pida a la región que lo compruebe: ella conoce las claves.")
    )
    return Found("err", _("No corresponde a esta laptop."), " ".join(said), title)


def _href(kind: Kind, paper: Paper) -> str:
    if kind is Kind.UGEL:
        # What the UGEL is told is the coordinator's.
        return url_for("papers.ugel", mes=paper.name) if web.may("papers.ugel") else ""
    if kind is Kind.LOAN:
        device = open_loan_of(paper) if web.may("loan_papers.sheet") else None
        return url_for("loan_papers.sheet", resource=device[0], serial=device[1]) if device else ""
    endpoint = "papers.acta" if kind is Kind.ACTA else "papers.packing"
    return url_for(endpoint, pecosa=paper.name) if web.may(endpoint) else ""


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
            N_("Si un acta, una lista, un informe o una constancia es de esta escuela, por su QR o su código."),
            "shield",
            Group.FILES,
        ),
    ),
)
