"""The sizing table says what was measured, with what, and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
REPORT: dict[str, Any] = {
    "command": "python -m tests.benchmarks.hub --json FILE",
    "date": "2026-11-26T14:00:00+00:00",
    "machine": {"cores": 2},
}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], str]:
    # Where cog finds it.
    monkeypatch.syspath_prepend(DOCS)
    import sizing

    found: Callable[[Path], str] = sizing.table
    return found


def test_a_figure_stands_with_the_command_that_gave_it(table: Callable[[Path], str], tmp_path: Path) -> None:
    ours = {"aggregate": {"1000": {"spark_s": 12.4, "schools": 5}, "increment_ratio": 0.9}}
    (tmp_path / "hub.json").write_text(json.dumps({**REPORT, "ours": ours}))

    told = table(tmp_path).splitlines()[2:]

    assert told == [
        "| sumar la demanda de la noche, todo otra vez | 1,000 registros de 5 escuelas | 12 s | "
        "`python -m tests.benchmarks.hub`, 2026-11-26, 2 procesadores |"
    ]


def test_what_is_new_and_the_second_night_stand_beside_all_of_it(table: Callable[[Path], str], tmp_path: Path) -> None:
    night = {"seconds": 200.2, "peak_mb": 900.4, "events": 10_000, "schools": 40, "resources": 6}
    ours = {
        "aggregate": {"increments": {"100000": {"10": {"seconds": 1.6, "ratio": 0.1}}}},
        "nightly": {**night, "next": {"seconds": 61.0, "peak_mb": 800.0, "events": 400}},
    }
    (tmp_path / "hub.json").write_text(json.dumps({**REPORT, "ours": ours}))

    told = [[cell.strip() for cell in line.split("|")[1:4]] for line in table(tmp_path).splitlines()[2:]]

    assert told == [
        ["sumar la demanda de la noche, lo nuevo", "1,000 registros nuevos sobre 100,000", "2 s"],
        [
            "una noche entera, la primera", "10,000 registros de 40 escuelas con 6 recursos",
            "200 s, 900 MB de memoria sin la de Java",
        ],
        [
            "una noche entera, una semana después", "400 registros nuevos de las mismas escuelas",
            "61 s, 800 MB de memoria sin la de Java",
        ],
    ]  # fmt: skip


@pytest.mark.parametrize(("part", "work"), [
    ("uploads", "recibir de muchas a la vez"), ("proxied", "recibir de muchas a la vez, detrás de nginx con TLS"),
])  # fmt: skip
def test_many_at_once_stand_apart_with_a_proxy_and_without(
    part: str, work: str, table: Callable[[Path], str], tmp_path: Path
) -> None:
    one = {"at_once": 10, "events": 2_000, "seconds": 3.4, "peak_mb": 70.0}
    (tmp_path / "hub.json").write_text(json.dumps({**REPORT, "ours": {part: one}}))

    (told,) = table(tmp_path).splitlines()[2:]

    assert told.startswith(f"| {work} | 10 computadoras a la vez, 2,000 registros | 3 s, 70 MB de memoria |")


@pytest.mark.parametrize("ours", [{}, {"aggregate": {"increment_ratio": 1.0}}, {"nightly": {}}, {"node": {"mb": 75}}])
def test_what_was_not_measured_has_no_row(
    ours: dict[str, object], table: Callable[[Path], str], tmp_path: Path
) -> None:
    (tmp_path / "hub.json").write_text(json.dumps({**REPORT, "ours": ours}))

    assert len(table(tmp_path).splitlines()) == 2


def test_the_figures_that_are_there_are_read(table: Callable[[Path], str]) -> None:
    told = table(DOCS / "figures" / "benchmarks")

    assert "recibir, con PostgreSQL" in told
    assert "pronosticar la región" in told


def test_what_containers_take_is_added_up_from_their_settings(table: Callable[[Path], str], tmp_path: Path) -> None:
    import sizing

    compose = (sizing.COMPOSE).read_text("utf-8")
    ours = {
        "nightly": {"schools": 40, "peak_mb": 900.4, "next": {"peak_mb": 950.2}},
        "ingest": {"postgres": {"rss_mb": 700.0}},
        "pages": {"schools": 40, "beside": {"workers": 2, "pss_mb": 600.0}},
    }
    for name in ("hub_nightly", "hub_ingest", "hub_pages"):
        (tmp_path / f"{name}.json").write_text(json.dumps({**REPORT, "ours": ours}))
    more = tmp_path / "compose.yaml"
    settings = (
        ("SPARK_WORKERS:-1}", "SPARK_WORKERS:-3}"),
        ("MEMORY:-1g}", "MEMORY:-2g}"),
        ("PAGES_WORKERS:-2}", "PAGES_WORKERS:-4}"),
    )
    for one, other in settings:
        compose = compose.replace(one, other)
    more.write_text(compose)

    told = [int(one.split("|")[3].replace(",", "")) for one in sizing.in_containers(more, tmp_path).splitlines()[2:]]

    # The larger of the two nights.
    each = [2048, 3 * 2048, 4 * 256, 950, 700, 1200]
    assert told == [*each, sum(each)]


def test_the_region_in_containers_fits_where_the_guide_says_that_it_does(table: Callable[[Path], str]) -> None:
    import sizing

    total = int(sizing.in_containers().splitlines()[-1].split("|")[3].replace(",", ""))
    guide = (DOCS / "instalar.md").read_text("utf-8")

    # Beside it there are PostgreSQL and the system.
    assert "8 GB en contenedores" in guide
    assert total + 1_024 < 8 * 1_024
