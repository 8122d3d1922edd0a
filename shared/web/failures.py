"""What a page says when something did not go: what happened, what was kept, what to do."""

import logging
from collections.abc import Mapping

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request, url_for
from werkzeug.exceptions import HTTPException, InternalServerError

from shared.errors import ChasquiError, NotReady
from shared.web import carried, csrf
from shared.web.context import who, wiring
from shared.web.i18n import N_, gettext, say
from shared.web.policy import Role

_log = logging.getLogger(__name__)

ROLE_NAMES: Mapping[Role, str] = {
    Role.VISITOR: N_("Sin sesión"),
    Role.STUDENT: N_("Estudiante"),
    Role.TEACHER: N_("Docente"),
    Role.COORDINATOR: N_("Coordinación"),
    Role.IT: N_("Soporte técnico"),
    Role.OPERATOR: N_("Operación regional"),
    Role.ADMIN: N_("Administración"),
    Role.ANALYST: N_("Análisis"),
}

_WORDS: Mapping[str, tuple[str, str]] = {
    "csrf": (
        N_("Esta página estuvo abierta mucho tiempo"),
        N_("No se guardó nada. Vuelva atrás, actualice la página y repita."),
    ),
    "host": (
        N_("Esta dirección no es de este equipo"),
        N_("Entre con la dirección del afiche de la escuela o con http://localhost."),
    ),
    "lan": (
        N_("El personal entra solo desde la laptop de la escuela"),
        N_(
            "Por la red wifi sin cifrar cualquiera podría leer su clave. Use la laptop misma. "
            "Los estudiantes sí entran por aquí, en la dirección del afiche."
        ),
    ),
    "clear": (
        N_("Esta página no se abre por una red sin cifrar"),
        N_(
            "Cualquiera podría leer su clave. Entre con la dirección que empieza con https://, o en el equipo mismo. "
            "Si ya lo hace, quien cuida el equipo debe decir a la central cuál es su proxy (CHASQUI_HUB_PROXY)."
        ),
    ),
    "role": (
        N_("Esta página es de otra función"),
        N_("Su cuenta no la abre. Si la necesita, pídala a quien administra las cuentas. Puede volver al inicio."),
    ),
    "session": (
        N_("Su sesión terminó"),
        N_("Con este envío no se guardó nada. Entre otra vez y vea si ya estaba hecho; si no, repítalo."),
    ),
    "factor": (
        N_("Falta configurar su teléfono"),
        N_("No se guardó nada. Abra su cuenta, configure el código de su teléfono y repita."),
    ),
    "token": (
        N_("Hace falta la clave de un programa"),
        N_("No llegó ninguna que valga. Pida una a quien administra las cuentas."),
    ),
    "scope": (
        N_("Esta clave no abre esto"),
        N_("Le falta el permiso. Pida una clave que lo tenga a quien administra las cuentas."),
    ),
    "400": (N_("Falta un dato o no se entiende"), N_("No se guardó nada. Vuelva atrás y revise lo que escribió.")),
    "403": (N_("Esta página no se puede abrir"), N_("Vuelva al inicio.")),
    "404": (N_("Esta página no existe"), N_("La dirección cambió o está incompleta. Vuelva al inicio.")),
    "405": (N_("Eso no se puede hacer aquí"), N_("Vuelva al inicio y entre de nuevo por el menú.")),
    "413": (N_("Es demasiado largo"), N_("No se guardó nada. Escriba menos texto, o elija un archivo más pequeño.")),
    "500": (
        N_("Algo no funcionó en este equipo"),
        N_("Lo que ya estaba guardado sigue guardado. Intente otra vez; si se repite, avise a soporte."),
    ),
    "503": (N_("El equipo está ocupado"), N_("Espere un momento y vuelva a intentar.")),
}

_PUPILS: Mapping[str, tuple[str, str]] = {
    "csrf": (_WORDS["csrf"][0], N_("No se guardó nada. Vuelve atrás, actualiza la página y repite.")),
    "role": (N_("Esta página es del personal"), N_("Vuelve a tus materiales.")),
    "400": (_WORDS["400"][0], N_("No se guardó nada. Vuelve atrás y revisa lo que escribiste.")),
    "403": (_WORDS["403"][0], N_("Vuelve a tus materiales.")),
    "404": (_WORDS["404"][0], N_("La dirección cambió o está incompleta. Vuelve a tus materiales.")),
    "413": (_WORDS["413"][0], N_("No se guardó nada. Escribe menos.")),
}
"""What is said to a pupil in other words: as one speaks to a child."""


def register(app: Flask) -> None:
    """Make every failure an answer in words, as a page or, for machines, as JSON."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(ChasquiError, _ours)


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    status = error.code or 500
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        _log.error("page=failed endpoint=%s error=%s", request.endpoint, type(error.original_exception).__name__)
    key = str(error.description) if str(error.description) in _WORDS else str(status)
    words = {**_WORDS, **(_PUPILS if who().role is Role.STUDENT else {})}
    title, advice = words.get(key, words["400" if status < 500 else "500"])
    response = _answer(status, gettext(title), gettext(advice))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            response.headers[name] = value
    return response


def _ours(error: ChasquiError) -> Response:
    busy = isinstance(error, NotReady)
    _log.warning("page=refused endpoint=%s error=%s", request.endpoint, type(error).__name__)
    title = _WORDS["503" if busy else "400"][0]
    return _answer(503 if busy else 400, gettext(title), say(error.said))


def _answer(status: int, title: str, advice: str) -> Response:
    if request.endpoint in wiring().policy.machine or request.path.startswith("/v1/"):
        response = jsonify(error=f"{title}. {advice}")
    elif status >= 500:
        # The store may be what failed: this page asks it for nothing.
        page = current_app.jinja_env.get_template("failure.html")
        home = url_for(wiring().home)
        # A form that could not be saved now is sent again from here: nobody writes it twice.
        again = carried.written() if _was_read() and csrf.is_ours() else ""
        form = {"fields": carried.fields_of(again), "where": request.full_path.rstrip("?")} if again else {}
        response = make_response(page.render(title=title, advice=advice, status=status, home_url=home, **form))
    else:
        # A page that failed half-way may have drawn its icons already.
        g.pop("icons", None)
        response = make_response(render_template("error.html", title=title, advice=advice, status=status))
    response.status_code = status
    return response


def _was_read() -> bool:
    """Tell whether a form came whole: where reading it is what failed, as on a full disk, it fails again."""
    return "form" in vars(request)
