"""Equal inputs have equal fingerprints, whatever their order; what a region does not say has none."""

from hypothesis import given
from hypothesis import strategies as st

from hub.fingerprints import hashes
from shared.weights import Weights
from tests.hub.office import inputs, needs, schools, supply


def test_the_fingerprint_changes_with_its_own_input_and_no_other() -> None:
    before, after = hashes(inputs()), hashes(inputs(supply=supply(tablets=56)))

    assert {name for name in before if before[name] != after[name]} == {"supply"}


def test_who_waits_is_an_input_of_its_own_and_none_where_nobody_does() -> None:
    before, waiting = hashes(inputs()), hashes(inputs(waited={schools()[0].id: 2}))

    assert "waited" not in before
    assert waiting == before | {"waited": waiting["waited"]}
    assert hashes(inputs(waited={schools()[0].id: 3})) != waiting


def test_schools_have_the_fingerprint_that_they_had_before_any_could_wait() -> None:
    """A plan drawn before the update is not refused as drawn from other schools."""
    assert hashes(inputs())["schools"] == "4b837e33344af2a0"


def test_a_table_that_names_no_wait_is_what_it_was_before_there_could_be_one() -> None:
    plain, named = (hashes(inputs(weights=Weights(version=4, waited=of)))["weights"] for of in ({}, {"2": 150}))

    assert plain != named
    assert plain == hashes(inputs(weights=Weights(version=4)))["weights"]


@given(st.permutations(range(len(needs()))))
def test_the_order_of_rows_is_no_part_of_them(order: list[int]) -> None:
    rows = needs()

    assert hashes(inputs(foreseen=[rows[at] for at in order])) == hashes(inputs())
