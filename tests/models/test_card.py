"""The last word on a model: what its card says to programs and to people."""

from typing import Any

import pytest

from models.card import judged, lost
from shared.baseline import Method
from shared.features import Pattern
from shared.model_card import Card, Golden


def draft(**weights: float) -> Card:
    return Card(
        version="1",
        sha256="0" * 64,
        size_bytes=1,
        parameters=1,
        golden=Golden(inputs={}, weekly=[], period=[]),
        weights={pattern: weights.get(pattern.value, 0.0) for pattern in Pattern},
        methods=dict.fromkeys(Pattern, Method.CALBLEND),
        pack_reach=1.0,
        correlation=0.5,
        params={},
    )


def metrics(model: float, baseline: float) -> dict[str, Any]:
    return {"wql_model": model, "wql_baseline": baseline}


@pytest.mark.parametrize(("model", "withdrawn"), [(0.29, False), (0.30, False), (0.31, True)])
def test_only_a_model_that_is_worse_is_withdrawn(model: float, withdrawn: bool) -> None:
    assert lost(metrics(model, 0.30)) is withdrawn


def test_a_withdrawn_correction_weighs_nothing_in_any_pattern() -> None:
    weights = judged(draft(dense=1.0, sparse=0.5), metrics(0.31, 0.30))

    assert set(weights.values()) == {0.0}
    assert set(weights) == set(Pattern)


def test_a_correction_that_holds_keeps_its_weights() -> None:
    assert judged(draft(dense=0.5), metrics(0.29, 0.30))[Pattern.DENSE] == 0.5
