"""Every outcome is said with what to do next, the most urgent first."""

from typing import Any

import pytest

from hub.watch_words import MESSAGES, told
from shared.drift import Moved
from shared.web.i18n import catalogue

CALM = {"ratio": 0.93, "low": 0.9, "high": 0.97, "coverage": 0.81, "weeks": 400, "schools": 40}


def verdict(state: str, pattern: str = "dense", origin: str = "2026-09-07") -> dict[str, Any]:
    return {"origin": origin, "pattern": pattern, "schools": 40, "ratio": 1.2, "low": 1.1, "high": 1.3, "state": state}


def words(drift: dict[str, Moved] | None = None, **changed: Any) -> list[tuple[str, str]]:
    usual = {"model": "3", "judged": ["2026-08-10", "2026-09-07"], "next": "2026-10-05", "set_aside": {},
             "verdicts": [verdict("fine")], "overall": CALM}  # fmt: skip
    return [(one.code, one.words.text()) for one in told({**usual, **changed}, drift or {})]


def test_a_model_that_wins_asks_for_nothing() -> None:
    [(code, said)] = words()

    assert code == "ok"
    assert said.endswith("No hay que hacer nada.")
    assert "0.930" in said


@pytest.mark.parametrize(
    ("changed", "code", "start", "todo"),
    [
        ({"overall": {**CALM, "ratio": 1.0, "high": 1.04}}, "ok", "El modelo no se distingue", "se sigue mirando"),
        ({"verdicts": [verdict("bad")]}, "queue", "En el origen de la semana del 07/09/2026", "prepare otro modelo"),
        ({"set_aside": {"sparse": "2026-09-07"}}, "queue", "El modelo 3 se apartó", "«chasqui-hub release»"),
        ({"verdicts": [verdict("unknown")]}, "off", "Del origen de la semana del 07/09/2026", "pida el USB"),
        ({"judged": [], "verdicts": []}, "off", "Todavía no se juzgó", "semana del 05/10/2026"),
        ({"judged": [], "verdicts": [], "next": ""}, "off", "Todavía no se guardó", "«chasqui-hub nightly»"),
        ({"verdicts": []}, "info", "La ficha del modelo no da peso", "nada que apartar"),
        ({"model": "", "verdicts": []}, "info", "No hay modelo publicado", "«chasqui-hub release»"),
    ],
)
def test_each_outcome_says_what_happened_and_what_to_do(changed: Any, code: str, start: str, todo: str) -> None:
    found = words(**changed)

    assert found[0][0] == code
    assert found[0][1].startswith(start)
    assert todo in found[0][1]


def test_a_model_set_aside_for_some_series_is_still_warned_of_for_others() -> None:
    found = words(set_aside={"sparse": "2026-09-07"}, verdicts=[verdict("bad", "sparse"), verdict("bad", "dense")])

    assert ["apartó" in said for _, said in found] == [True, False]
    assert "uso seguido" in found[1][1]


@pytest.mark.parametrize(("coverage", "schools", "start"), [
    (0.6, 40, "Los intervalos son estrechos: 60 de cada 100"), (0.97, 40, "Los intervalos son anchos"), (0.6, 4, ""),
    (0.8, 40, ""),
])  # fmt: skip
def test_an_interval_that_misses_is_told_where_enough_schools_are_known(
    coverage: float, schools: int, start: str
) -> None:
    found = words(overall={**CALM, "coverage": coverage, "schools": schools})[1:]

    assert [said.startswith(start) for _, said in found] == ([True] if start else [])


def test_what_moved_much_comes_before_what_moved_a_little() -> None:
    drift = {"pack": Moved(0.12, 900, True), "use": Moved(0.4, 900, True), "static_9": Moved(0.3, 900, True),
             "known_weeks": Moved(0.9, 12, False)}  # fmt: skip
    found = [said for _, said in words(drift)[1:]]

    assert found[0].startswith("Cambió mucho desde el entrenamiento: uso de las últimas 26 semanas, static_9 (PSI")
    assert found[1].startswith("Cambió algo desde el entrenamiento: parte de series de paquetes digitales")
    assert len(found) == 2


@pytest.mark.parametrize("message", MESSAGES)
def test_every_sentence_is_there_in_english(message: str) -> None:
    assert catalogue("en").has(message)
