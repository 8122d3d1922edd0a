"""Proof of delivery cannot be confirmed unless every line adds up."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.views.forms import DeliveryForm, day_problem, read_delivery
from shared.ids import ResourceId

TABLET = ResourceId("tablet")


def form(accepted: str, rejected: str, reason: str = "", **other: str) -> DeliveryForm:
    return DeliveryForm(
        other.get("pecosa", "000123"),
        other.get("day", "23/06/2026"),
        other.get("deliverer", "Transportista"),
        {TABLET: accepted},
        {TABLET: rejected},
        {TABLET: reason},
    )


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["", "no_llego", "inventado"]))
def test_a_line_is_taken_only_when_it_adds_up_and_rejections_have_reasons(
    accepted: int, rejected: int, reason: str
) -> None:
    lines, _, errors = read_delivery(form(str(accepted), str(rejected), reason), "000123", [(TABLET, 18)])
    good = accepted + rejected == 18 and (not rejected or reason == "no_llego")

    assert bool(lines) is good
    assert ("a-tablet" in errors) is (accepted + rejected != 18)
    assert ("m-tablet" in errors) is (rejected > 0 and reason != "no_llego")


def test_what_is_missing_is_said_in_words() -> None:
    _, _, errors = read_delivery(form("17", "0"), "000123", [(TABLET, 18)])

    assert errors == {"a-tablet": "No cuadra: por ubicar, 1. ¿No llegó? Póngalo en rechazado con su motivo."}


def test_all_that_is_wrong_with_a_line_is_told_at_once() -> None:
    _, _, numbers = read_delivery(form("x", "y"), "000123", [(TABLET, 18)])
    _, _, sums = read_delivery(form("9", "2"), "000123", [(TABLET, 18)])

    assert set(numbers) == {"a-tablet", "x-tablet"}
    assert set(sums) == {"a-tablet", "m-tablet"}


def test_the_sheet_the_day_and_the_deliverer_are_needed() -> None:
    wrong = form("18", "0", pecosa="999", day="2026-06-23", deliverer=" ")
    _, day, errors = read_delivery(wrong, "000123", [(TABLET, 18)])

    assert day is None
    assert set(errors) == {"pecosa", "fecha", "entrega"}


def test_a_good_sheet_gives_its_day() -> None:
    lines, day, errors = read_delivery(form("17", "1", "no_enciende"), "000123", [(TABLET, 18)])

    assert (lines[0].accepted, lines[0].rejected, lines[0].reason) == (17, 1, "no_enciende")
    assert (day, errors) == (date(2026, 6, 23), {})


@pytest.mark.parametrize(
    ("received", "today", "wrong"), [(16, 20, True), (17, 20, False), (21, 20, True), (21, 3, False)]
)
def test_goods_are_received_between_their_departure_and_today(received: int, today: int, wrong: bool) -> None:
    problem = day_problem(date(2026, 10, received), date(2026, 10, 17), date(2026, 10, today))

    assert bool(problem) is wrong
