"""The school's network: at which addresses pupils reach this laptop, the door to it, and the poster for the wall."""

from collections.abc import Sequence

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.views.node import node, school_name
from edge.views.view import KEEPING, Alarm, Group, Listed, Task, View
from shared import web
from shared.errors import NotReady
from shared.web import N_, say
from shared.web import gettext as _
from shared.web.qr import qr_of

pages = Blueprint("lan", __name__, url_prefix="/red", template_folder="../templates")


@pages.get("/")
def page() -> str:
    """Show every address at which pupils reach this laptop, its name, and whether the door is open."""
    here = node()
    lan, config = here.lan, here.config
    return render_template(
        "lan.html",
        lan=lan,
        trouble=say(lan.trouble.said) if lan.trouble else "",
        secure=lan.secure_urls(),
        secure_trouble=say(lan.secure_trouble.said) if lan.secure_trouble else "",
        urls=lan.urls(),
        port=config.lan_port,
        own=f"http://{'localhost' if config.host.startswith('127.') else config.host}:{config.port}",
        label=config.lan_name,
        setting=config.lan_host,
    )


@pages.post("/")
def switch() -> Response | tuple[str, int]:
    """Open or close the door, now and at every start."""
    lan = node().lan
    if request.form.get("op") not in ("abrir", "cerrar"):
        abort(400)
    if not lan.can_switch:
        web.saved(_("Aquí no se puede abrir ni cerrar: estas páginas se sirven sin la red."))
    elif request.form["op"] == "cerrar":
        lan.close()
        web.saved(_("La red quedó cerrada: los celulares ya no entran."))
    else:
        try:
            lan.open()
        except NotReady as problem:
            lan.trouble = problem
            return page(), 409
        web.saved(_("La red quedó abierta: los estudiantes entran con la dirección del afiche."))
    return redirect(url_for("lan.page"))


@pages.get("/afiche")
def poster() -> str:
    """Show the poster for the wall: the address in large letters and as a QR code, and nobody's name."""
    lan = node().lan
    urls = lan.urls() if lan.is_open else ()
    chosen = _chosen(urls, request.args.get("direccion", ""))
    size, path = qr_of(f"{chosen}/") if chosen else (0, "")
    return render_template(
        "poster.html",
        url=chosen,
        name_url=lan.name_url,
        size=size,
        path=path,
        school=school_name(),
        hangs=chosen == lan.printed,
        today=node().today(),
    )


@pages.post("/afiche")
def printed() -> Response:
    """Note that a poster with this address hangs now."""
    lan, url = node().lan, request.form.get("direccion", "")
    if not lan.is_open or url not in lan.urls():
        abort(400)
    lan.note_printed(url)
    web.saved(_("Anotado: si esa dirección deja de servir, se avisa para imprimir otro."))
    return redirect(url_for("lan.page"))


def _chosen(urls: Sequence[str], wish: str) -> str:
    return wish if wish in urls else next(iter(urls), "")


def _tasks() -> list[Task]:
    lan = node().lan
    if not web.may("lan.poster") or not lan.needs_poster:
        return []
    if lan.printed:
        title = _("Imprima otra vez el afiche")
        detail = _("Con %(url)s ya no se entra. Fuera de la escuela, espere.", url=lan.printed)
    else:
        title = _("Imprima el afiche del aula")
        detail = _("Dice a los estudiantes con qué dirección entran.")
    return [Task(title, detail, url_for("lan.poster"))]


def _alarms() -> list[Alarm]:
    lan = node().lan
    if not web.may("lan.page"):
        return []
    found = []
    if lan.trouble is not None:
        found.append(Alarm("err", _("Los estudiantes no pueden entrar por la red."), say(lan.trouble.said)))
    if lan.secure_trouble is not None:
        found.append(Alarm("err", _("El personal no puede entrar por la red cifrada."), say(lan.secure_trouble.said)))
    return found


VIEW = View(
    pages,
    {"lan.page": KEEPING, "lan.switch": KEEPING, "lan.poster": KEEPING, "lan.printed": KEEPING},
    under="more.page",
    listed=(
        Listed(
            "lan.page",
            N_("Red de la escuela"),
            N_("Con qué dirección entran los celulares; abrirla o cerrarla."),
            "wifi",
            Group.MACHINE,
        ),
        Listed(
            "lan.poster",
            N_("Afiche del aula"),
            N_("La dirección en grande y en QR, para la pared."),
            "print",
            Group.FILES,
        ),
    ),
    tasks=_tasks,
    alarms=_alarms,
)
