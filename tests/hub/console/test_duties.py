"""A change of duty that a school told is on the region's first page, by pseudonym's mark and without a name."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hub import school_news
from shared.events import Claim
from shared.facts import Duty
from shared.ids import Pseudonym
from tests.hub.builders import SITE, Office, node_of, open_office
from tests.hub.office import app_of, page, signed_in

ANA, EVA = Pseudonym(b"ana-----"), Pseudonym(b"eva-----")
HEAD = bytes(range(16))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path / "hub")
    node = node_of(opened)
    node.record(Claim(Duty(person=ANA, role="coordinator", action="end", audit=HEAD)))
    node.record(Claim(Duty(person=EVA, role="coordinator", action="begin", audit=HEAD)))
    node.record(Claim(Duty(person=EVA, role="unheard-of", action="begin")))
    opened.take(node.bundle())
    yield opened
    opened.close()


def test_who_left_and_who_came_stand_on_the_first_page_with_the_mark_of_the_schools_own_history(office: Office) -> None:
    text = page(signed_in(app_of(office.store)), "/")

    assert "Cambios de cargo en las escuelas" in text
    assert text.index("Empieza otra persona") < text.index("Termina quien lo tenía")
    assert (text.count(HEAD.hex()[:16]), "Coordinación" in text, "unheard-of" in text) == (2, True, True)
    assert ANA.hex() not in text


def test_what_is_older_than_the_page_shows_is_not_there(office: Office) -> None:
    with office.store.read() as connection:
        (row, *_), every = school_news.duties(connection, SITE), school_news.duties_since(connection, 0, 9)
        later = school_news.duties_since(connection, row.received_s + 1, 9)
        one = school_news.duties_since(connection, row.received_s - int(timedelta(days=1).total_seconds()), 1)

    assert (len(every), later, len(one)) == (3, [], 1)


def test_in_english_it_is_english_too(office: Office) -> None:
    client = signed_in(app_of(office.store))

    assert "Changes of duty at schools" in client.get("/?idioma=en").text
