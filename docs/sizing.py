"""Writes the sizing table of docs/instalar.md from what the benchmarks left; what nobody measured has no row."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).resolve().parent / "figures" / "benchmarks"
COMPOSE = Path(__file__).resolve().parents[1] / "deploy" / "compose.yaml"

BESIDE = "_peers"
"""How the name of a run ends that was made for the peers' sake: of the project there is a newer one."""


def table(folder: Path = FIGURES) -> str:
    """Return the figures, each with the machine and the command that gave it."""
    files = [file for file in sorted(folder.glob("*.json")) if not file.stem.endswith(BESIDE)]
    rows = [row for file in files for row in _rows(json.loads(file.read_text("utf-8")))]
    return "\n".join(["| trabajo | cuánto | tomó | medido con |", "|---|---|---|---|", *rows])


def _rows(report: Mapping[str, Any]) -> Iterator[str]:
    command = str(report["command"]).partition(" --json")[0]
    where = f"`{command}`, {report['date'][:10]}, {report['machine']['cores']} procesadores"
    for work, size, took in _told(report["ours"]):
        yield f"| {work} | {size} | {took} | {where} |"


def _told(ours: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, one in ours.get("ingest", {}).items():
        size = f"{one['steady_due_per_s']:.0f} paquetes de 300 registros pedidos por segundo"
        took = f"{one['steady_bundles_per_s']:.0f} por segundo, {one['rss_mb']:.0f} MB de memoria"
        yield f"recibir, {_DATABASES[name]}", size, took
    for name, way in _WAYS.items():
        if name not in ours:
            continue
        one = ours[name]
        size = f"{one['at_once']} computadoras a la vez, {_thousands(one['events'])} registros"
        yield f"recibir de muchas a la vez{way}", size, f"{one['seconds']:.0f} s, {one['peak_mb']:.0f} MB de memoria"
    for events, one in ours.get("aggregate", {}).items():
        if isinstance(one, Mapping) and "spark_s" in one:
            size = f"{_thousands(int(events))} registros de {_thousands(one['schools'])} escuelas"
            disk = f", {one['disk_mb']:.0f} MB de disco con lo recibido" if "disk_mb" in one else ""
            yield "sumar la demanda de la noche, todo otra vez", size, f"{one['spark_s']:.0f} s{disk}"
    for events, shares in ours.get("aggregate", {}).get("increments", {}).items():
        for share, one in shares.items():
            size = f"{_thousands(int(events) * int(share) // 1_000)} registros nuevos sobre {_thousands(int(events))}"
            took = f"{one['seconds']:.0f} s" if one["seconds"] >= 1 else "menos de 1 s"
            yield "sumar la demanda de la noche, lo nuevo", size, took
    if "nightly" in ours and "seconds" in ours["nightly"]:
        yield from _nights(ours["nightly"])
    if "region" in ours and "series_per_s" in ours["region"]:
        one = ours["region"]
        size = f"{_thousands(one['schools'])} escuelas con {one['resources']} recursos"
        yield "pronosticar la región", size, f"{one['seconds']:.0f} s"
    if "alpha2" in ours:
        one = ours["alpha2"]
        size = f"{_thousands(one['schools'])} escuelas, {_thousands(one['lots'])} lotes"
        yield "calcular un reparto", size, f"{one['seconds']:.0f} s, {one['peak_mb']:.0f} MB de memoria"


def _nights(one: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    goods = f" con {one['resources']} recursos" if "resources" in one else ""
    size = f"{_thousands(one['events'])} registros de {_thousands(one['schools'])} escuelas{goods}"
    yield "una noche entera, la primera", size, _took(one)
    if "next" in one:
        size = f"{_thousands(one['next']['events'])} registros nuevos de las mismas escuelas"
        yield "una noche entera, una semana después", size, _took(one["next"])


def _took(one: Mapping[str, Any]) -> str:
    memory = f", {one['peak_mb']:.0f} MB de memoria sin la de Java" if "peak_mb" in one else ""
    return f"{one['seconds']:.0f} s{memory}"


_WAYS = {"uploads": "", "proxied": ", detrás de nginx con TLS"}
_DATABASES = {"sqlite": "con SQLite", "postgres": "con PostgreSQL"}


def in_containers(compose: Path = COMPOSE, folder: Path = FIGURES) -> str:
    """Return what a region in containers takes at most: of Java by its settings, of the rest as it was measured."""
    text = compose.read_text("utf-8")
    each, workers = _default(text, "CHASQUI_SPARK_MEMORY"), int(_default(text, "CHASQUI_SPARK_WORKERS"))
    daemon = re.findall(r"SPARK_DAEMON_MEMORY: (\w+)", text)[0]
    night = json.loads((folder / "hub_nightly.json").read_text("utf-8"))["ours"]["nightly"]
    peak = max(one["peak_mb"] for one in (night, night.get("next", {})) if "peak_mb" in one)
    shown, processes = _pages_beside(folder), int(_default(text, "CHASQUI_PAGES_WORKERS"))
    received = json.loads((folder / "hub_ingest.json").read_text("utf-8"))["ours"]["ingest"]["postgres"]
    rows = [
        ("Java de la noche", "`CHASQUI_SPARK_MEMORY`", _mb(each)),
        (f"Java de {_count(workers, 'obrero')}", "lo mismo cada uno", workers * _mb(each)),
        (
            f"maestro y {_count(workers, 'obrero')}, cuando esperan",
            "`SPARK_DAEMON_MEMORY`",
            (1 + workers) * _mb(daemon),
        ),
        ("la noche, sin la de Java", f"medido: {_thousands(night['schools'])} escuelas", round(peak)),
        ("recibir, con PostgreSQL", "medido", round(received["rss_mb"])),
        (
            f"páginas, {processes} procesos",
            f"medido: {_thousands(shown['schools'])} escuelas con un año detrás",
            round(processes * shown["beside"]["pss_mb"] / shown["beside"]["workers"]),
        ),
    ]
    rows.append(
        (
            "**todo a la vez**",
            "calculado; faltan PostgreSQL, el sistema y el Python de cada obrero",
            sum(row[2] for row in rows),
        )
    )
    return "\n".join(
        ["| qué | de dónde | MB |", "|---|---|---|", *(f"| {a} | {b} | {_thousands(c)} |" for a, b, c in rows)]
    )


def _pages_beside(folder: Path) -> Mapping[str, Any]:
    pages: Mapping[str, Any] = json.loads((folder / "hub_pages.json").read_text("utf-8"))["ours"]["pages"]
    return pages


def _default(compose: str, name: str) -> str:
    (found,) = set(re.findall(rf"\$\{{{name}:-(\w+)\}}", compose))
    return str(found)


def _mb(text: str) -> int:
    """
    Return how many MB Java is told.

    >>> _mb("2g"), _mb("256m")
    (2048, 256)
    """
    return int(text[:-1]) * {"g": 1024, "m": 1}[text[-1]]


def _count(number: int, word: str) -> str:
    return f"un {word}" if number == 1 else f"{number} {word}s"


def _thousands(number: int) -> str:
    """
    Write a number as Peru does.

    >>> _thousands(1196000)
    '1,196,000'
    """
    return f"{number:,}"
