"""Puts the parts into a Flask application: one check before every view, the headers after it."""

import gzip
import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from shared.clock import Clock
from shared.ids import fours
from shared.web import csrf, failures, formats, i18n, security
from shared.web.accounts import Accounts, Gate
from shared.web.compiled import Compiled
from shared.web.context import NavItem, Who, Wiring, may, set_cookie, who, wiring
from shared.web.fragments import fragment
from shared.web.pages import session_over, still_to_save, web
from shared.web.policy import Policy, Role
from shared.web.same_page import in_language
from shared.web.second import Second

MAX_FORM_BYTES = 256 * 1024
"""Of what is sent to a page that takes no file."""
FORM_ONLY = "chasqui.form_only"
"""In the environment of a request that came where no page takes a file."""
_NOTICE = "_aviso"
_FILTERS = (
    "day", "short_day", "long_day", "week_day", "moment", "hour", "number", "percent", "day_label", "capital",
)  # fmt: skip


def install(
    app: Flask,
    *,
    accounts: Accounts,
    policy: Policy,
    clock: Clock,
    home: str,
    student_home: str = "web.signin",
    cookie: str = "chasqui",
    nav: Sequence[NavItem] = (),
    hosts: Iterable[str] = (),
    place: Callable[[], str] = str,
    version: str = "",
    region: bool = False,
    second: Second | None = None,
) -> None:
    """
    Wire sign-in, policy, headers and words into *app*.

    Args:
        home: Endpoint to go to after signing in.
        student_home: Endpoint where pupils sign in.
        cookie: Name of the session cookie; differs between applications, since a browser shares it over all ports.
        nav: The main navigation.
        hosts: Names this server answers to, besides ``localhost`` and bare addresses.
        place: Returns the line of the footer that says whose node this is.
        second: What is asked besides a passphrase; None: nothing.
        region: Whether these are the region's pages (``hub.html``) or a school's (``school.html``).
    """
    app.extensions["chasqui"] = Wiring(
        gate=Gate(accounts, clock),
        policy=policy,
        clock=clock,
        nav=tuple(nav),
        home=home,
        student_home=student_home,
        cookie_base=cookie,
        hosts=frozenset({"localhost", *(name.lower() for name in hosts)}),
        place=place,
        version=version,
        region=region,
        second=second,
    )
    app.register_blueprint(web)
    app.before_request(_admit)
    app.after_request(_finish)
    failures.register(app)
    _words(app)


def _words(app: Flask) -> None:
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(i18n.raw_gettext, i18n.raw_ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.policies["ext.i18n.trimmed"] = True
    env.trim_blocks = env.lstrip_blocks = True
    for name in _FILTERS:
        env.filters[name] = getattr(formats, name)
    env.filters["fours"] = fours
    env.globals.update(
        csrf=csrf.field, may=may, asset=asset, fresh_icons=fresh_icons, ago=formats.ago, when=formats.when,
        t=fragment, in_language=in_language,
    )  # fmt: skip
    env.bytecode_cache = Compiled(env)
    app.context_processor(_context)


def _admit() -> AnyResponse | None:
    parts = wiring()
    if not security.host_allowed(request.host, parts.hosts):
        abort(400, "host")
    endpoint = request.endpoint
    if endpoint is None or endpoint in parts.policy.machine:
        return None
    private = security.is_private(request.remote_addr, secure=request.is_secure)
    if not private and not parts.policy.open_on_lan(endpoint):
        # The poster has the bare address: it must bring pupils to their page.
        if request.path == "/" and parts.policy.open_on_lan(parts.student_home):
            return redirect(url_for(parts.student_home))
        abort(403, "clear" if parts.region else "lan")
    g.who = _identify(parts, private=private)
    files = not request.environ.get(FORM_ONLY)
    request.max_content_length = max(MAX_FORM_BYTES, files and parts.policy.upload_bytes(endpoint, g.who.role))
    if (sent := request.content_length or 0) > request.max_content_length:
        # A file of somebody whose session ended meanwhile is not too long.
        return _turn_away(g.who) if files and sent <= parts.policy.uploads.get(endpoint, 0) else abort(413)
    if request.method not in ("GET", "HEAD", "OPTIONS") and not csrf.is_ours():
        return still_to_save() or abort(400, "csrf")
    if not parts.policy.allows(endpoint, g.who.role):
        return _turn_away(g.who)
    return None


def _identify(parts: Wiring, *, private: bool) -> Who:
    session = parts.gate.session(request.cookies.get(parts.cookie, ""))
    # A staff cookie that travels in the clear is not honoured, even on a page that is open to all.
    if session is None or (session.role != Role.STUDENT and not private):
        return Who()
    idle_s = max(0, int(parts.clock.now().timestamp()) - session.seen_s)
    return Who(session.role, session.login, session.person, idle_s if session.role == Role.STUDENT else 0)


def _turn_away(visitor: Who) -> AnyResponse:
    if visitor.signed_in or not wiring().policy.names(str(request.endpoint)):
        abort(403, "role")
    rules = wiring().policy.rules.get(str(request.endpoint), frozenset())
    if request.method != "GET":
        return (None if Role.STUDENT in rules else session_over()) or abort(403, "session")
    # Pupils have a door of their own, the only one that is open over the air.
    over_the_air = not security.is_private(request.remote_addr, secure=request.is_secure)
    pupils = rules == {Role.STUDENT} or (over_the_air and Role.STUDENT in rules)
    door = wiring().student_home if pupils else "web.signin"
    return redirect(url_for(door, siguiente=request.full_path.rstrip("?")))


def _context() -> dict[str, Any]:
    parts = wiring()
    here = who()
    nav = [
        (item, i18n.gettext(item.label), url_for(item.endpoint))
        for item in parts.nav
        if parts.policy.allows(item.endpoint, here.role)
    ]
    return {
        "who": here,
        "role_name": i18n.gettext(failures.ROLE_NAMES[here.role]),
        "nav": nav,
        "place": parts.place(),
        "version": parts.version,
        "region": parts.region,
        "asks_code": parts.second is not None,
        "lang": i18n.language(),
        "page_lang": i18n.page_language(),
        "unreviewed": i18n.is_unreviewed(i18n.language()),
        "languages": [one for one in every_language() if not i18n.is_partial(one[0])],
        "now": parts.clock.now(),
        "home_url": url_for(parts.home),
        "notice": _take_notice(),
    }


def every_language() -> list[tuple[str, str]]:
    """Return code and name of each language, for the pages that have words of all of them."""
    return [(code, i18n.LANGUAGE_NAMES.get(code, code)) for code in i18n.languages()]


def _take_notice() -> str:
    text = request.cookies.get(wiring().cookie + _NOTICE, "")
    if text:
        g.notice_shown = True
    return text


def asset(name: str) -> str:
    """Return the address of a static file, with its hash so that a browser may keep it for ever."""
    return url_for("web.static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    data = (Path(__file__).parent / "static" / name).read_bytes()
    return hashlib.blake2b(data, digest_size=6).hexdigest()


def fresh_icons(names: Iterable[str]) -> list[str]:
    """Return the icons that this page has not drawn yet: each symbol is sent once."""
    drawn: set[str] = g.setdefault("icons", set())
    fresh = [name for name in dict.fromkeys(names) if name not in drawn]
    drawn.update(fresh)
    return fresh


def _finish(response: Response) -> Response:
    parts = wiring()
    machine = request.endpoint in parts.policy.machine
    # What only programs read goes over bad roads: 500 bytes of what browsers heed would double a small answer.
    led_here = security.MACHINE_HEADERS if request.method == "GET" else {}
    for name, value in (led_here if machine else security.HEADERS).items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if machine:
        return response
    if request.endpoint == "web.static":
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        # What a page calls private is of no person, as a lesson: a phone may keep it, and asks whether it still holds.
        if not response.cache_control.private:
            response.headers["Cache-Control"] = "no-store"
        _finish_cookies(response, parts)
    return _squeezed(response, parts)


def _finish_cookies(response: Response, parts: Wiring) -> None:
    if "new_cookie" in g:
        set_cookie(response, parts.cookie, g.new_cookie)
    if "notice" in g:
        set_cookie(response, parts.cookie + _NOTICE, g.notice)
    elif "notice_shown" in g and response.status_code == 200:
        response.delete_cookie(parts.cookie + _NOTICE)
    if i18n.COOKIE in request.args:
        response.set_cookie(i18n.COOKIE, i18n.language(), samesite="Lax", max_age=31_536_000)


def _squeezed(response: Response, parts: Wiring) -> Response:
    # Only what pupils' phones load over the air: a compressed staff page over TLS could leak its form token.
    light = request.endpoint is not None and parts.policy.open_on_lan(request.endpoint)
    accepts = "gzip" in request.headers.get("Accept-Encoding", "")
    text = response.mimetype in ("text/html", "text/css")
    if not (light and accepts and text and response.status_code == 200 and request.method == "GET"):
        return response
    response.direct_passthrough = False
    response.set_data(gzip.compress(response.get_data(), 6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.add("Vary", "Accept-Encoding")
    return response
