"""``/healthz`` and ``/readyz``: what asks whether the service lives, and whether it can take what schools send."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, current_app, jsonify

from hub import readiness
from hub.parts import Parts
from shared.sentences import N_, Sentence

KEEP_S = 5.0
"""So long an answer is good for whoever asks after: anybody may ask, and to look costs a transaction and a disk."""
_NAME = "chasqui_ready"
_LOOKING = N_("Todavía se está comprobando si la central puede recibir. Espere unos segundos y repita.")
probes = Blueprint("probes", __name__)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Found:
    why: tuple[str, ...]
    at_s: float


class Ready:
    """Whether a hub can take bundles: one request looks, and those of that moment and soon after are told the same."""

    def __init__(
        self,
        look: Callable[[], Sequence[Sentence]],
        keep_s: float = KEEP_S,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look, self._keep_s, self._now_s = look, keep_s, now_s
        self._found: _Found | None = None
        self._looking = threading.Lock()

    def why_not(self) -> tuple[str, ...]:
        """Return why nothing can be taken, in words; nothing where all is well."""
        last = self._found
        if last is not None and self._now_s() - last.at_s < self._keep_s:
            return last.why
        # A store of objects that is silent holds whoever asks for two minutes: never every thread.
        if not self._looking.acquire(blocking=False):
            return last.why if last is not None else (Sentence(_LOOKING).text(),)
        try:
            why = tuple(one.text() for one in self._look())
            self._found = _Found(why, self._now_s())
        finally:
            self._looking.release()
        _tell(last.why if last is not None else (), why)
        return why


def install(app: Flask, hub: Parts) -> None:
    """Let *app* say whether *hub* is ready."""
    app.extensions[_NAME] = Ready(lambda: readiness.troubles(hub))
    app.register_blueprint(probes)


@probes.get("/healthz")
def healthz() -> Response:
    """Say that this process answers, whatever else there is; what does not is to be started again."""
    return _told({"alive": True}, 200)


@probes.get("/readyz")
def readyz() -> Response:
    """Say whether bundles can be taken, as of some seconds ago: 503 where not, with why and what to do in words."""
    ready: Ready = current_app.extensions[_NAME]
    why = ready.why_not()
    return _told({"ready": not why, "why": why}, 503 if why else 200)


def _tell(before: Sequence[str], why: Sequence[str]) -> None:
    if why and not before:
        _log.warning("not_ready troubles=%d", len(why))
    elif before and not why:
        _log.warning("ready_again")


def _told(found: dict[str, object], status: int) -> Response:
    answer = jsonify(found)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer
