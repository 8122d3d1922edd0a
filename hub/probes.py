"""``/healthz`` and ``/readyz``: what asks whether the service lives, and whether it can take what schools send."""

import logging

from flask import Blueprint, Response, jsonify

from hub import readiness
from hub.parts import parts

probes = Blueprint("probes", __name__)
_log = logging.getLogger(__name__)


@probes.get("/healthz")
def healthz() -> Response:
    """Say that this process answers, whatever else there is; what does not is to be started again."""
    return _told({"alive": True}, 200)


@probes.get("/readyz")
def readyz() -> Response:
    """Say whether bundles can be taken: 503 where not, with why and what to do in words."""
    why = [one.text() for one in readiness.troubles(parts())]
    if why:
        _log.warning("not_ready troubles=%d", len(why))
    return _told({"ready": not why, "why": why}, 503 if why else 200)


def _told(found: dict[str, object], status: int) -> Response:
    answer = jsonify(found)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer
