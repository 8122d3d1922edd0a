"""Real sockets at the real service: who says nothing is not waited for, and nobody takes every place."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from http.client import HTTPResponse
from urllib.parse import urlsplit

import pytest

from hub.connections import PatientProtocol
from hub.demo.processes import wait_for
from hub.forwarded import networks
from tests.hub.builders import Node, Office
from tests.hub.service import serving
from tests.hub.test_open_files import no_more_files
from tests.hub.test_server import port as port
from tests.hub.test_server import service
from tests.usage_events import uses

HEAD_S = 0.5
HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"
ALIVE = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
BODY = b"CHQ2 and nothing that is a bundle"
OFTEN = 30


class Hasty(PatientProtocol):
    """Waits for a question no longer than a test does."""

    head_s = HEAD_S


def put(body: int = len(BODY), id_: str = "0" * 32) -> bytes:
    return f"PUT /v1/bundles/{id_} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {body}\r\n\r\n".encode()


def link(url: str, came_from: str = HERE) -> socket.socket:
    place = urlsplit(url)
    assert place.hostname is not None
    return socket.create_connection((place.hostname, place.port or 0), 10, source_address=(came_from, 0))


def heard(one: socket.socket) -> bytes:
    """Return what comes next; nothing where the other end has closed, or would not even hear."""
    try:
        return one.recv(4_096)
    except ConnectionResetError:
        return b""


def answer_to(one: socket.socket, asked: bytes) -> HTTPResponse:
    one.sendall(asked)
    answer = HTTPResponse(one)
    answer.begin()
    answer.read()
    return answer


def status(one: socket.socket, asked: bytes = ALIVE) -> int:
    """Ask; return what is answered, 0 where the connection was closed."""
    try:
        return answer_to(one, asked).status
    except (BrokenPipeError, ConnectionResetError):
        return 0


def closed_within(one: socket.socket, seconds: float) -> bool:
    one.settimeout(seconds)
    try:
        return heard(one) == b""
    except TimeoutError:
        return False


@contextmanager
def silent(url: str, count: int) -> Iterator[list[socket.socket]]:
    with ExitStack() as all_:
        yield [all_.enter_context(link(url)) for _ in range(count)]


@pytest.fixture
def hasty(office: Office) -> Iterator[str]:
    with serving(office.config, speaks=Hasty) as url:
        yield url


@pytest.fixture
def few(office: Office) -> Iterator[str]:
    """A hub with nine places, three of them for one address."""
    with serving(office.config, most=9) as url:
        yield url


def test_who_says_nothing_is_not_waited_for(hasty: str) -> None:
    with silent(hasty, 20) as all_:
        assert not closed_within(all_[-1], HEAD_S / 2)
        assert all(closed_within(one, HEAD_S * 4) for one in all_)


def test_a_question_that_trickles_in_is_not_waited_for(hasty: str) -> None:
    with link(hasty) as one:
        sent = 0
        while not closed_within(one, HEAD_S / 5) and sent < OFTEN:
            one.sendall(put()[sent : sent + 1])
            sent += 1

    assert 2 <= sent < OFTEN


def test_neither_is_a_second_one_that_ends_before_it_began(hasty: str) -> None:
    with link(hasty) as one:
        assert status(one) == 200
        one.sendall(b"\r\n")

        assert closed_within(one, HEAD_S * 4)


def test_a_question_without_end_is_not_read(few: str) -> None:
    with link(few) as one:
        assert status(one, b"GET /healthz HTTP/1.1\r\nX: " + b"x" * 200_000) == 0


def test_a_slow_upload_lives_beside_the_silent_ones(hasty: str) -> None:
    with silent(hasty, 20), link(hasty) as slow:
        slow.sendall(put())
        for at in range(len(BODY) - 1):
            slow.sendall(BODY[at : at + 1])
            time.sleep(HEAD_S / 8)

        assert status(slow, BODY[-1:]) == 409


def test_who_is_refused_at_the_first_word_may_end_what_it_says_and_no_more(hasty: str) -> None:
    with link(hasty) as one:
        one.sendall(put(id_="none"))
        for at in range(len(BODY) - 1):
            one.sendall(BODY[at : at + 1])
            time.sleep(HEAD_S / 8)

        assert status(one, BODY[-1:]) == 400
        assert closed_within(one, HEAD_S * 4)


def test_an_answer_may_take_longer_than_a_question_and_the_next_one_is_waited_for_from_then(
    office: Office, node: Node
) -> None:
    node.record(*uses(10))
    bundle = node.bundle()
    with serving(office.config, speaks=Hasty, answer_s=HEAD_S * 1.8) as url, link(url) as one, office.store.begin():
        assert status(one, put(len(bundle.data), bundle.id) + bundle.data) == 202
        time.sleep(HEAD_S * 0.4)
        assert status(one) == 200


def test_somebody_new_is_answered_while_many_are_silent(office: Office) -> None:
    with serving(office.config) as url, silent(url, 300), link(url) as one:
        assert status(one) == 200


def test_one_address_does_not_take_every_place(few: str) -> None:
    with silent(few, 3), link(few) as one_more, link(few, ELSEWHERE) as other:
        assert status(one_more) == 0
        assert status(other) == 200


def test_a_place_is_free_again_once_its_connection_ends(few: str) -> None:
    def three_are_answered() -> bool:
        with silent(few, 3) as all_:
            return [status(one) for one in all_] == [200] * 3

    for _ in range(4):
        wait_for("places", three_are_answered, timeout_s=9, every_s=0.05)


def test_whoever_comes_through_the_proxy_counts_with_all_and_not_as_one(office: Office) -> None:
    with serving(replace(office.config, proxies=networks(HERE)), most=9) as url, silent(url, 8), link(url) as last:
        assert status(last) == 200
        with link(url, ELSEWHERE) as beyond:
            assert status(beyond) == 0


def test_of_tls_those_count_that_do_not_even_shake_hands(office: Office) -> None:
    with serving(replace(office.config, tls=True), most=9) as url, silent(url, 3) as all_, link(url) as one_more:
        assert closed_within(one_more, 5)
        assert not closed_within(all_[0], 0.1)


def test_a_hub_that_may_open_few_files_answers_a_school_whoever_else_is_silent(
    office: Office, node: Node, port: int
) -> None:
    node.record(*uses(10))
    with service(office, port, files=400) as url, silent(url, 450), link(url, ELSEWHERE) as one:
        bundle = node.bundle()
        answer = status(one, put(len(bundle.data), bundle.id) + bundle.data)

    assert answer == 200
    assert office.store.totals().events == 10


@pytest.mark.parametrize("early", [0, -9])
def test_an_upload_for_which_no_file_can_be_opened_is_told_when_to_come_again(
    office: Office, node: Node, early: int
) -> None:
    node.record(*uses(10))
    bundle = node.bundle()
    whole = put(len(bundle.data), bundle.id) + bundle.data
    with serving(office.config) as url, link(url) as one:
        assert status(one) == 200
        one.sendall(whole[:early])
        wait_for("the first bytes", lambda: not early or any(office.config.spool_folder.iterdir()), timeout_s=9)
        with no_more_files():
            answer = answer_to(one, whole[early:])

        assert (answer.status, answer.headers["Retry-After"]) == (503, "15")
        assert status(one, whole) == 200
