"""The model of the protocol holds in every history, and the model with one error in it does not."""

import pytest

from tests.faults.protocol_model.parts import Rules
from tests.faults.protocol_model.search import PLANTED, directed, search, spool


def test_the_protocol_holds_in_every_directed_history_and_in_some_hundreds_of_random_ones() -> None:
    assert directed(Rules()) is None
    assert search(Rules(), runs=300) is None
    assert spool(Rules(), runs=500) == ""


@pytest.mark.parametrize("error", PLANTED)
def test_a_planted_error_is_caught_by_a_directed_history_or_by_the_spool(error: str) -> None:
    assert directed(Rules(error)) or spool(Rules(error), runs=500)


@pytest.mark.parametrize("simpler", ["try_no_waiting", "try_evidence_only"])
def test_a_simplification_that_only_gives_up_comfort_passes(simpler: str) -> None:
    assert directed(Rules(simpler)) is None


@pytest.mark.soak
def test_the_protocol_holds_in_twenty_thousand_random_histories() -> None:
    assert search(Rules(), runs=20_000, seed=7) is None
