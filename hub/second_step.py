"""Who has no second factor that they must have reaches the page that sets it up, and no other."""

from flask import Flask, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from hub.factors import Factors
from shared.web import who

DOOR = "console.account"
OPEN = frozenset({DOOR, "console.set_up_factor", "console.change_passphrase", "console.end_others"})


def install(app: Flask, factors: Factors) -> None:
    """Send whoever lacks a factor to ``DOOR``; after ``web``'s, which tells who asks."""
    app.extensions["factors"] = factors

    @app.before_request
    def set_up_first() -> Response | None:
        endpoint = request.endpoint or ""
        if endpoint in OPEN or not endpoint.startswith("console.") or not _lacks():
            return None
        return redirect(url_for(DOOR)) if request.method == "GET" else abort(403, "factor")

    def _lacks() -> bool:
        return who().signed_in and factors.is_missing(who().login)

    @app.context_processor
    def nowhere_else() -> dict[str, object]:
        return {"nav": []} if _lacks() else {}
