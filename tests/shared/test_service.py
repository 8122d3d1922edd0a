"""What a laptop hears of its service is what the region knows, and silence stays silence."""

import msgspec

from shared.donors import Place
from shared.ids import SchoolId
from shared.resources import Power
from shared.service import Service

SCHOOL = SchoolId("0403691-0")


def test_what_was_told_is_the_place_that_forecasts_see() -> None:
    told = Service(
        school=SCHOOL, students=31, level="Primaria", languages=("es", "quy"), power="ninguna", coverage=False
    )

    heard = msgspec.json.decode(msgspec.json.encode(told), type=Service)

    assert heard.place() == Place(31, "Primaria", ("es", "quy"), Power.NONE, False, None)


def test_what_nobody_said_takes_no_byte_and_is_unknown() -> None:
    raw = msgspec.json.encode(Service(school=SCHOOL))

    assert raw == b'{"school":"0403691-0"}'
    assert msgspec.json.decode(raw, type=Service).place() == Place()


def test_a_word_or_a_field_of_a_later_version_does_no_harm() -> None:
    raw = b'{"school":"0403691-0","power":"e\xc3\xb3lica","rooms":7,"students":12}'

    assert msgspec.json.decode(raw, type=Service).place() == Place(12)
