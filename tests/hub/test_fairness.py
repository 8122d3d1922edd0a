"""Weights are policy, versioned and checked."""

import pytest

from hub.fairness import DEFAULT_WEIGHTS, Weights, read_kept, read_weights
from shared.errors import BadInput


def test_the_weights_that_come_with_the_hub_are_readable_and_labelled_as_policy() -> None:
    weights = read_weights(DEFAULT_WEIGHTS.read_bytes())

    assert (weights.version, weights.alpha) == (3, 2)
    assert "política" in weights.note
    assert weights.urgency_pct("Rural 1", "Primaria", ("quy",)) > weights.urgency_pct("Urbana", "Inicial", ("es",))


def test_an_unknown_rurality_counts_as_usual() -> None:
    assert read_weights(b'{"version": 2}').urgency_pct("", "", ()) == 100


@pytest.mark.parametrize(("body", "alpha"), [(b'{"version": 2}', 0), (b'{"version": 2, "alpha": 1.5}', 1.5)])
def test_a_kept_table_that_names_no_evenness_goes_on_dividing_by_the_sum_alone(body: bytes, alpha: float) -> None:
    assert read_kept(body).alpha == alpha


def test_a_new_table_that_names_no_evenness_is_as_even_as_usual() -> None:
    assert read_weights(b'{"version": 2}').alpha == 2


def test_no_school_weighs_nothing_however_many_small_weights_it_has() -> None:
    weights = Weights(version=1, rurality={"Urbana": 1}, level={"Inicial": 1}, language={"es": 1})

    assert weights.urgency_pct("Urbana", "Inicial", ("es",)) == 1


@pytest.mark.parametrize("text", [b"{", b'{"version": 1, "level": {"Inicial": 0}}', b'{"version": "x"}'])
def test_a_table_with_a_wrong_value_is_refused(text: bytes) -> None:
    with pytest.raises(BadInput, match="tabla de pesos"):
        read_weights(text)


@pytest.mark.parametrize("text", [b'{"version": 2, "alpha": -1}', b'{"version": 2, "window": 0}'])
def test_a_setting_out_of_its_bounds_is_refused_by_name(text: bytes) -> None:
    with pytest.raises(BadInput, match=r"no sirve: (alpha|window)"):
        read_weights(text)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('{"0": 150}', "esperas que no hay: 0. Van de 1 a 12"),
        ('{"dos": 150}', "esperas que no hay: dos"),
        ('{"13": 150}', "esperas que no hay: 13"),
        ('{"1": 90}', "no puede contar menos"),
        ('{"2": 200, "10": 150}', "no puede contar menos"),
        ('{"2": 10001}', "ni más de 10000"),
    ],
)
def test_a_wait_that_makes_no_sense_is_refused(table: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_weights(f'{{"version": 3, "waited": {table}}}'.encode())


def test_of_two_equal_schools_the_one_that_waited_longer_never_counts_less() -> None:
    weights = read_weights(DEFAULT_WEIGHTS.read_bytes())
    by_wait = [weights.urgency_pct("Rural 1", "Primaria", ("es",), waited=cycles) for cycles in range(8)]

    assert by_wait == sorted(by_wait)
    assert by_wait[-1] > by_wait[0]
