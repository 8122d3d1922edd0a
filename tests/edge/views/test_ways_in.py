"""New ways in are drawn for all or for nobody."""

import re

import pytest

from edge.views import ways_in
from shared import web
from shared.errors import NotReady
from tests.edge.views.school import School

PIN = re.compile(r"\d{4}")


def test_pupils_get_pictures_or_a_pin_and_a_card_if_asked_for(school: School) -> None:
    learners = school.store.people.learners(school.class_id)
    with school.app.test_request_context():
        pictures = ways_in.draw(learners, pins=False, with_cards=False)
        pins = ways_in.draw(learners, pins=True, with_cards=True)
        cards = [ways_in.cards().holder(one.token) for one in pins]

    assert all(len(one.pictures) == 3 and not one.pin and not one.token for one in pictures)
    assert all(PIN.fullmatch(one.pin) and not one.pictures for one in pins)
    assert cards == [row.person for row in learners]


def test_where_one_cannot_be_kept_nobodys_way_in_changes(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    learners = school.store.people.learners(school.class_id)
    before = school.store.db.rows("SELECT login, secret FROM credentials ORDER BY login")
    kept: list[bytes] = []

    def full(cards: object, person: bytes, token: str, url: str) -> None:
        kept.append(person)
        if len(kept) == 2:
            raise NotReady("No queda espacio.")

    monkeypatch.setattr(ways_in.PupilCards, "put", full)
    with school.app.test_request_context(), pytest.raises(NotReady):
        ways_in.draw(learners, pins=True, with_cards=True, once="x")

    assert school.store.db.rows("SELECT login, secret FROM credentials ORDER BY login") == before
    assert school.store.log.spend("x")


def test_a_way_in_is_checked_slowly_and_a_pin_is_no_picture() -> None:
    secret = web.pin_secret("0427")

    assert web.hash_secret(secret).startswith("$argon2id$")
    assert secret != web.pictures_secret(["0427"])
