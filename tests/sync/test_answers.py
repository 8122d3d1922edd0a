"""Every answer means one of four things: done, go on from here, later, or never."""

import pytest

from shared.errors import HubRefused, NotTheHub, RoadClosed, SyncError
from sync.answers import answer_to_put, answer_to_question, held_in, refusal
from sync.reply import Reply, encode_reply


def test_a_reply_is_the_answer_to_a_whole_bundle() -> None:
    assert answer_to_put(200, {}, encode_reply(Reply(b"ack")), 9) == Reply(b"ack")


@pytest.mark.parametrize("status", [202, 409])
def test_what_is_held_is_where_to_go_on(status: int) -> None:
    assert answer_to_put(status, {}, b'{"held": 5}', 9) == 5


def test_an_unknown_bundle_starts_at_zero() -> None:
    assert answer_to_question(404, {}, b"not found", 9) == 0
    assert answer_to_question(200, {}, b'{"held": 9}', 9) == 9


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"held": -1}', b'{"held": 10}', b'{"held": true}', b'{"held": "5"}', b"[" * 9_999]
)
def test_an_offset_that_makes_no_sense_is_no_road(body: bytes) -> None:
    with pytest.raises(RoadClosed):
        held_in(body, 9)


@pytest.mark.parametrize(("status", "wait_s"), [(429, 60), (500, 60), (503, 60), (507, 900)])
def test_a_busy_hub_is_asked_again_later(status: int, wait_s: float) -> None:
    error = refusal(status, {}, b"")

    assert isinstance(error, RoadClosed)
    assert error.retry_after_s == wait_s


@pytest.mark.parametrize(("said", "wait_s"), [("7", 7), ("99999", 3600), ("Tue, 24 Nov", 60), ("-1", 60), ("١", 60)])
def test_how_long_to_wait_is_taken_with_care(said: str, wait_s: float) -> None:
    error = refusal(503, {"Retry-After": said}, b"")

    assert isinstance(error, RoadClosed)
    assert error.retry_after_s == wait_s


@pytest.mark.parametrize("status", [301, 302, 204])
def test_a_captive_portal_is_no_road(status: int) -> None:
    with pytest.raises(NotTheHub, match="portal"):
        answer_to_put(status, {"Location": "http://portal"}, b"", 9)


@pytest.mark.parametrize("status", [200, 202, 400, 403, 404, 511])
def test_a_portals_page_is_no_road_whatever_its_status(status: int) -> None:
    with pytest.raises(NotTheHub, match="portal"):
        answer_to_put(status, {}, b" <html>Bienvenido</html>", 9)


def test_a_damaged_answer_is_no_portal() -> None:
    with pytest.raises(RoadClosed) as told:
        answer_to_put(200, {}, b"\x92\xc4", 9)

    assert not isinstance(told.value, NotTheHub)


@pytest.mark.parametrize("body", [b"", b"html", b'{"error": 5}'])
def test_a_refusal_without_words_gets_ours(body: bytes) -> None:
    error: SyncError = refusal(400, {}, body)

    assert isinstance(error, HubRefused)
    assert "400" in str(error)


def test_a_refusal_is_never_longer_than_a_screen() -> None:
    assert len(str(refusal(403, {}, b'{"error": "' + b"x" * 9_000 + b'"}'))) == 500
