"""What an identifier is worth, whatever it is written like."""

from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from edge.identifiers import Link, Strength, link, strength

NAMES = st.sampled_from(["Rosa Quispe", "Luis Rojas", "Eva Ramos Núñez", "Wilmer de la Cruz", "María del Pilar Taipe"])
RUNS = st.integers(0, 9).flatmap(
    lambda at: st.sampled_from([1, -1]).map(lambda step: "".join(str((at + step * n) % 10) for n in range(8)))
)
REPEATS = st.builds(lambda part, times: part * times, st.from_regex(r"[0-9]{1,4}", fullmatch=True), st.integers(4, 8))
YEARS = st.builds("{}{}{}".format, st.integers(1950, 2060), st.sampled_from(["", "-", "/"]), st.integers(1, 12))
SHORT = st.from_regex(r"[0-9A-Za-z-]{1,7}", fullmatch=True)
WEAK = st.one_of(RUNS, REPEATS, YEARS, SHORT)


@given(WEAK, st.sampled_from(["", "DNI ", "oneroster ", "A-"]))
def test_runs_repeats_years_and_short_codes_are_weak(code: str, before: str) -> None:
    assume(not before or code not in {"", "-"})

    assert strength(before + code) is Strength.WEAK


@given(st.uuids(version=4), st.sampled_from(["{}", "kolibri {}", "oneroster {}"]), st.booleans())
def test_a_uuid_is_one_however_it_is_written(drawn: UUID, around: str, plain: bool) -> None:
    assert strength(around.format(drawn.hex.upper() if plain else drawn)) is Strength.UUID


@given(WEAK, NAMES, NAMES)
def test_a_weak_identifier_links_nobody_of_another_name(code: str, name: str, known: str) -> None:
    assert link(code, name, known) is (Link.SAME if name == known else Link.OTHER)


@given(st.uuids(version=4), NAMES, NAMES)
def test_a_uuid_links_whatever_the_names(drawn: UUID, name: str, known: str) -> None:
    assert link(str(drawn), name, known) is Link.SAME


@pytest.mark.parametrize("code", ["71000037", "00461728", "10061234567890", "PE-4471-9023"])
@pytest.mark.parametrize(
    ("name", "known", "what"),
    [
        ("Rosa Quispe", "QUISPE ÑAHUI, ROSA", Link.SAME),
        ("Rosa Núñez", "Rosa María Nunez Solís", Link.SAME),
        ("Rosa Quispe Rojas", "Luis Quispe Rojas", Link.DOUBT),
        ("María Quispe", "María Ramos", Link.DOUBT),
        ("Rosa de la Cruz", "Luis de la Vega", Link.DOUBT),
        ("R. Quispe", "R. Rojas", Link.DOUBT),
        ("Rosa", "", Link.SAME),
        ("", "Rosa", Link.SAME),
    ],
)
def test_a_persons_own_number_links_names_of_which_one_says_no_more_than_the_other(
    code: str, name: str, known: str, what: Link
) -> None:
    assert link(code, name, known) is what


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_written_there_is_an_answer_that_does_not_depend_on_the_side(
    code: str, name: str, known: str
) -> None:
    assert link(code, name, known) is link(code, known, name)
