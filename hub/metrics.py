"""``/metrics``: what the watch of the forecasts came to, as Prometheus reads it, for whoever holds the token."""

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flask import Blueprint, Response, abort, request

from hub import forecast_watch
from hub.parts import parts
from hub.shifts import Shift
from hub.watch_report import Report, WatchedRow, report_of
from shared.features import Pattern
from shared.web.security import is_private

metrics = Blueprint("metrics", __name__)
_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@metrics.get("/metrics")
def get_metrics() -> Response:
    """Tell Prometheus how the forecasts of past weeks did: by school, resource, pattern of use and input."""
    hub = parts()
    if not hub.config.metrics_token:
        abort(404)
    if not is_private(request.remote_addr, secure=request.is_secure):
        abort(403, "clear")
    said = request.headers.get("Authorization", "").encode()
    if not hmac.compare_digest(said, f"Bearer {hub.config.metrics_token}".encode()):
        abort(403)
    watched = hub.store.dataset(forecast_watch.NAME)
    text = exposition(report_of(hub.store, watched), watched.made.timestamp()) if watched else ""
    return Response(text, content_type=_TYPE)


def exposition(report: Report, made_s: float) -> str:
    """Return *report* in Prometheus' text format, version 0.0.4; what is hidden or not known has no line."""
    notes = report.notes
    overall: Mapping[str, float | None] = notes["overall"]
    moves = report.moves
    patterns = [({"pattern": one.value}, float(one.value in notes["set_aside"])) for one in Pattern]
    drift = [({"input": name}, one.psi) for name, one in sorted(report.drift.items()) if one.enough]
    lines = [
        *_gauge("watched_timestamp_seconds", "When the forecasts were last held against what came.", [({}, made_s)]),
        *_gauge("ratio", "Loss of the model over that of the baseline, rolling origins.", [({}, overall["ratio"])]),
        *_gauge("coverage", "Share of weeks within the 80 % interval.", [({}, overall["coverage"])]),
        *_of_rows("school", report.schools),
        *_of_rows("resource", report.resources),
        *_gauge("set_aside", "1 where the baseline serves instead of the model.", patterns),
        *_gauge("input_psi", "Population stability index of an input since training.", drift),
        *_gauge(
            "school_psi",
            "The same of the schools that moved most, of the input that did.",
            _psi("school", moves.schools),
        ),
        *_gauge("resource_psi", "The same of resources.", _psi("resource", moves.resources)),
    ]
    return "".join(f"{line}\n" for line in lines)


def _psi(label: str, moved: Sequence[tuple[str, Shift]]) -> list[tuple[Mapping[str, str], float]]:
    return [({label: one.id}, one.psi) for _, one in moved]


def _of_rows(label: str, rows: Sequence[WatchedRow]) -> Iterator[str]:
    ratios = [({label: one.id}, one.ratio) for one in rows]
    coverages = [({label: one.id}, one.coverage) for one in rows]
    yield from _gauge(f"{label}_ratio", f"Loss of the model over that of the baseline, by {label}.", ratios)
    yield from _gauge(f"{label}_coverage", f"Share of weeks within the 80 % interval, by {label}.", coverages)


def _gauge(name: str, says: str, samples: Iterable[tuple[Mapping[str, str], float | None]]) -> Iterator[str]:
    known = [(labels, value) for labels, value in samples if value is not None]
    if not known:
        return
    full = f"chasqui_forecast_{name}"
    yield f"# HELP {full} {says}"
    yield f"# TYPE {full} gauge"
    for labels, value in known:
        told = ",".join(f'{key}="{escaped(text)}"' for key, text in labels.items())
        yield f"{full}{{{told}}} {value!r}" if told else f"{full} {value!r}"


def escaped(text: str) -> str:
    r"""
    Return a label's value as the format wants it.

    >>> print(escaped('one "two"\n three\\'))
    one \"two\"\n three\\
    """
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
