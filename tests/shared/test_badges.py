"""A badge never says of a line what the sentence beside it denies."""

import msgspec
import pytest

from shared.allocation import Line, Need, Reason
from shared.badges import MESSAGES, badge
from shared.reasons import why
from shared.resources import Catalogue

LINE = Line(
    school="0403691-0", site="074294", resource="tablet", units=0, lots=0, lot=5,
    reason=Reason.STOCK, need=Need(10, 14, 19), depot="Huamanga", depot_stock=40, depot_schools=9,
)  # fmt: skip


@pytest.mark.parametrize("units", [0, 15])
@pytest.mark.parametrize("asked", [0, 30])
def test_a_school_that_no_depot_serves_is_not_told_that_the_depot_ran_short(units: int, asked: int) -> None:
    line = msgspec.structs.replace(LINE, depot="", depot_stock=0, units=units, asked=asked)

    assert (badge(line).code, badge(line).words.text()) == ("NO_DEPOT", "Sin almacén")
    assert "Ningún almacén atiende" in why(line, Catalogue(1, ())).text()


def test_a_depot_that_ran_short_is_named_as_such() -> None:
    assert (badge(LINE).code, badge(LINE).words.text()) == ("STOCK", "No alcanzó el almacén")


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_badge_whose_words_are_translated(reason: Reason) -> None:
    assert badge(msgspec.structs.replace(LINE, reason=reason)).words.msgid in MESSAGES
