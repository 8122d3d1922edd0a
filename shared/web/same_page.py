"""The page that is being read, in another language: with its filters, and never an address that only takes forms."""

from urllib.parse import quote, urlencode

from flask import current_app, request

from shared.web.i18n import COOKIE

MOST_QUERY = 2_000
"""Letters of a query that goes along; a longer one is nobody's filter."""


def in_language(code: str) -> str:
    """Return the address of this page in the language *code*, or of the nearest page above it where it has none."""
    path = "/" + request.path.lstrip("/")
    if not _opens(path):
        return f"{quote(request.script_root + _above(path))}?{urlencode({COOKIE: code})}"
    kept = urlencode([(name, value) for name, value in request.args.items(multi=True) if name != COOKIE])
    return f"?{kept}&{urlencode({COOKIE: code})}" if 0 < len(kept) <= MOST_QUERY else f"?{urlencode({COOKIE: code})}"


def _above(path: str) -> str:
    while len(path) > 1:
        path = path.rstrip("/").rpartition("/")[0] or "/"
        if _opens(path):
            return path
    return path


def _opens(path: str) -> bool:
    """Tell whether an address has a page, or leads to one."""
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and adapter.test(path, "GET")
