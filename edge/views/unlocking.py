"""The key to the names: how it lies on this laptop, and opening it with the phrase of the staff after a start."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.key_holder import is_sealed
from edge.views.node import node, school_name
from edge.views.view import ALL_STAFF, Figure, Group, Listed, Task, View
from shared import web
from shared.errors import BadInput, NamesLocked
from shared.web import N_, say
from shared.web import gettext as _
from shared.web.pages import refusal_words
from shared.web.security import local_path

pages = Blueprint("unlocking", __name__, url_prefix="/nombres", template_folder="../templates")
_LOGIN = "la frase de los nombres"
"""No account has it: its wrong tries are counted for the whole laptop, whoever makes them."""
LOCKED = 423


@pages.get("/")
def page() -> str:
    """Tell how the key lies here, and ask for the phrase where it is closed."""
    return _page(_back(), "")


@pages.post("/")
def unlock() -> Response | tuple[str, int]:
    """Open the names until the program ends."""
    said: list[str] = []

    def opened() -> web.Credential | None:
        who = web.who()
        try:
            node().store.people.seal.unlock(request.form.get("frase", "")[:300])
        except BadInput as problem:
            said.append(say(problem.said))
            return None
        return web.Credential(who.login, who.role, "", who.person)

    found = web.gate().recover(_LOGIN, request.remote_addr or "", opened)
    if isinstance(found, web.Refused):
        wait = refusal_words(found) if found.wait_s else ""
        return _page(_back(), " ".join(filter(None, (*said, wait)))), 429 if found.wait_s else 403
    web.saved(_("Los nombres están abiertos hasta que se cierre Chasqui."))
    return redirect(_back())


def closed(_error: NamesLocked) -> tuple[str, int]:
    """Answer instead of a page that needs names: staff are asked for the phrase, pupils to ask their teacher."""
    # The page that failed half-way may have drawn its icons already.
    g.pop("icons", None)
    if web.who().role in web.STAFF:
        back = request.full_path.rstrip("?") if request.method == "GET" else ""
        return _page(local_path(back, url_for("home.page")), "", lost=request.method != "GET"), LOCKED
    return render_template("names_closed.html", school_name=school_name()), LOCKED


def _page(back: str, error: str, *, lost: bool = False) -> str:
    return render_template(
        "unlock.html",
        is_open=node().store.people.seal.is_open,
        sealed=is_sealed(node().config.dir),
        back=back,
        errors={"frase": error} if error else {},
        lost=lost,
    )


def _back() -> str:
    return local_path(request.values.get("siguiente"), url_for("home.page"))


def _tasks() -> list[Task]:
    here = node()
    if here.store.people.seal.is_open:
        return []
    detail = _("Con la frase del personal. Hasta entonces no se ven nombres ni entran estudiantes.")
    return [Task(_("Abrir los nombres"), detail, url_for("unlocking.page"), by=here.today())]


def _figures() -> list[Figure]:
    here = node()
    if here.store.people.seal.is_open:
        held = _("abiertos, bajo una frase") if is_sealed(here.config.dir) else ""
        return [Figure(_("Nombres"), held)] if held else []
    return [Figure(_("Nombres"), _("cerrados"), well=False)]


VIEW = View(
    pages,
    {"unlocking.page": ALL_STAFF, "unlocking.unlock": ALL_STAFF},
    under="more.page",
    listed=(
        Listed(
            "unlocking.page",
            N_("Llave de los nombres"),
            N_("Cómo se guarda la llave que cierra nombres y DNI, y abrirla con la frase."),
            "lock",
            Group.MACHINE,
        ),
    ),
    tasks=_tasks,
    figures=_figures,
)
