"""Form tokens: derived from the browser's own secret cookie, checked on every change."""

import hashlib
import hmac
import secrets

from flask import current_app, g, request
from markupsafe import Markup

FIELD = "csrf"


def token_for(cookie: str) -> str:
    """
    Return the form token of the browser that holds *cookie*.

    The cookie is secret and HttpOnly, so whoever can send this token has been shown one of our pages.

    >>> token_for("a") == token_for("a") != token_for("b")
    True
    """
    return hmac.digest(cookie.encode(), b"chasqui form token", hashlib.sha256).hex()[:43]


def browser_secret() -> str:
    """Return the secret of this browser: its session's token, or a visitor's of its own."""
    if "browser_secret" not in g:
        g.browser_secret = request.cookies.get(current_app.extensions["chasqui"].cookie) or ""
    if not g.browser_secret:
        g.browser_secret = secrets.token_urlsafe(32)
        g.new_cookie = g.browser_secret
    return str(g.browser_secret)


def field() -> Markup:
    """Return the hidden field that goes first in every form."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token_for(browser_secret()))


def is_ours() -> bool:
    """Tell whether the form carries this browser's token."""
    cookie = request.cookies.get(current_app.extensions["chasqui"].cookie, "")
    given = request.form.get(FIELD, "")
    return bool(cookie) and hmac.compare_digest(given.encode(), token_for(cookie).encode())
