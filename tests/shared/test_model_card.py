"""A card is read within its bounds, or not at all."""

import pytest

from shared.donors import Donor, Donors
from shared.drift import Histogram
from shared.errors import BadModel
from shared.features import Pattern
from shared.model_card import read_card
from shared.resources import ResourceKind
from tests.shared.test_forecaster import card

ODD = Donor(kind=ResourceKind.PACK, week=(0.3, 0.2, 0.1), period=(0.1, 0.2, 0.3))


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"{}",
        b"[1]",
        card(weights={Pattern.DENSE: 2.0}),
        card(horizon_weeks=4),
        b" " * (2 << 20),
        card(metrics={"deep": "X"}).replace(b'"X"', b"[" * 100_000 + b"]" * 100_000),
        card(donors=Donors(rows=(ODD,))),
        card(stretch={ResourceKind.PACK: (1.0, 1.0, 0.0)}),
        card(pack_reach=(1.0, 1.0, 21.0)),
        card(reference={"use": Histogram((2.0, 1.0), (0.5, 0.2, 0.3))}),
    ],
)
def test_a_card_that_cannot_be_used_is_refused(bad: bytes) -> None:
    with pytest.raises(BadModel):
        read_card(bad)


def test_a_card_from_before_the_donors_is_read() -> None:
    text = card().replace(b'"donors":{"rows":[],"shares":[1.0,0.75,0.5,0.25]},', b"").replace(b'"stretch":{},', b"")

    known = read_card(text)

    assert b"donors" not in text
    assert (known.donors.rows, known.stretch) == ((), {})
