"""What a request knows: how the application was wired, who is asking, and the browser's cookies."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, g, has_request_context, request
from werkzeug.wrappers import Response

from shared.clock import Clock
from shared.web.accounts import Gate, SignedIn
from shared.web.policy import Policy, Role
from shared.web.second import Second


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the main navigation; shown to those who may open it."""

    endpoint: str
    label: str
    """Marked with ``N_``; translated when shown."""
    icon: str


@dataclass(frozen=True, slots=True)
class Who:
    """Who is asking."""

    role: Role = Role.VISITOR
    login: str = ""
    person: bytes = b""
    idle_s: int = 0
    """Since when nobody was seen here; 0 for who was seen now."""

    @property
    def signed_in(self) -> bool:
        """Tell a signed-in person from a visitor."""
        return self.role != Role.VISITOR


@dataclass(frozen=True, slots=True)
class Wiring:
    """What ``install`` was given, as the requests need it (``app.extensions["chasqui"]``)."""

    gate: Gate
    policy: Policy
    clock: Clock
    nav: tuple[NavItem, ...]
    home: str
    student_home: str
    cookie_base: str
    hosts: frozenset[str]
    place: Callable[[], str]
    version: str
    region: bool
    second: Second | None = None

    @property
    def cookie(self) -> str:
        """
        The name of the session's cookie for this request.

        Of a school's pages another over TLS: no browser lets a page in the clear change a cookie that was set there, so
        that a pupil could not sign in on a phone that a teacher used.
        """
        apart = not self.region and has_request_context() and request.is_secure
        return f"{self.cookie_base}_tls" if apart else self.cookie_base


def wiring() -> Wiring:
    """Return what ``install`` was given."""
    found: Wiring = current_app.extensions["chasqui"]
    return found


def gate() -> Gate:
    """Return the door of this application."""
    return wiring().gate


def who() -> Who:
    """Return who is asking."""
    return g.who if "who" in g else Who()


def may(endpoint: str) -> bool:
    """Tell whether who is asking may open *endpoint*; templates ask the same."""
    return wiring().policy.allows(endpoint, who().role)


def now() -> datetime:
    """Return the clock's time."""
    return wiring().clock.now()


def let_in(response: Response, signed: SignedIn) -> Response:
    """Give the browser a new session's cookie."""
    g.pop("new_cookie", None)
    set_cookie(response, wiring().cookie, signed.token)
    return response


def let_out(response: Response) -> Response:
    """End the browser's session."""
    gate().sign_out(request.cookies.get(wiring().cookie, ""))
    g.pop("new_cookie", None)
    response.delete_cookie(wiring().cookie)
    return response


def stay() -> None:
    """Go on with the session of a pupil who says that they are there."""
    gate().stay(request.cookies.get(wiring().cookie, ""))


def saved(text: str) -> None:
    """Keep a sentence for the next page, which says what was saved."""
    g.notice = text


def set_cookie(response: Response, name: str, value: str) -> None:
    """Set a session cookie that no script can read."""
    response.set_cookie(name, value, httponly=True, samesite="Lax", secure=request.is_secure)
