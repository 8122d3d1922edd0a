"""The paper, the place and the serials of what is accepted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.views.accepting import MOST_SERIALS, Papers, read_papers, read_serials
from shared.errors import BadInput
from shared.facts import DeliveryLine
from shared.ids import ResourceId

TABLET = ResourceId("tablet")


def line(accepted: int) -> DeliveryLine:
    return DeliveryLine(resource=TABLET, shipped=accepted, accepted=accepted)


def papers(serials: str = "", *, some_unread: bool = False) -> Papers:
    unread = frozenset({TABLET} if some_unread else ())
    return Papers("012-2026", False, "seco_con_llave", {TABLET: serials}, unread)


@given(st.integers(0, 6), st.integers(0, 6), st.booleans())
def test_a_line_has_all_its_serials_or_none_or_somebody_says_that_some_cannot_be_read(
    accepted: int, serials: int, unread: bool
) -> None:
    text = "\n".join(f"S{n}" for n in range(serials))
    found, errors = read_papers(papers(text, some_unread=unread), [line(accepted)])

    assert found == {TABLET: tuple(f"S{n}" for n in range(serials))}
    assert ("s-tablet" in errors) is (serials > accepted or (0 < serials < accepted and not unread))


@given(st.lists(st.text("abc1-'", min_size=1, max_size=3), max_size=8), st.sampled_from(["\n", "\r\n", ", ", "\t"]))
def test_serials_are_read_however_they_are_divided(said: list[str], between: str) -> None:
    plain = [one.upper().replace("'", "-") for one in said]
    text = between.join(said)
    if len(set(plain)) == len(plain):
        assert read_serials(text) == tuple(plain)
    else:
        with pytest.raises(BadInput, match="está dos veces"):
            read_serials(text)


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        (Papers("", False, "seco_con_llave"), {"acta"}),
        (Papers(" ", True, "seco_con_llave"), set()),
        (Papers("12", False, "patio"), {"guardado"}),
        (Papers(), {"acta", "guardado"}),
    ],
)
def test_the_number_of_the_acta_or_that_there_is_none_and_the_place_are_needed(form: Papers, wrong: set[str]) -> None:
    _found, errors = read_papers(form, [line(3)])

    assert set(errors) == wrong


def test_more_serials_than_go_in_one_record_are_refused() -> None:
    count = MOST_SERIALS + 1
    _found, errors = read_papers(papers("\n".join(map(str, range(count)))), [line(count)])

    assert set(errors) == {"series"}


def test_what_is_no_serial_is_said_of_its_line() -> None:
    found, errors = read_papers(papers("A1\n" + "x" * 41), [line(2)])

    assert (found, set(errors)) == ({}, {"s-tablet"})
