"""The bad road delays, narrows, cuts and flips as it says, and always in the same way."""

import http.server
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
import requests

from hub.demo.badroad import BadRoad
from hub.demo.weather import Road


class _Echo(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A reset connection is what these tests are about."""


@pytest.fixture
def echo() -> Iterator[tuple[str, int]]:
    with _Server(("127.0.0.1", 0), _Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield "127.0.0.1", server.server_port
        server.shutdown()


def test_what_goes_over_it_is_counted_and_arrives(echo: tuple[str, int]) -> None:
    with BadRoad(echo, Road(latency_ms=5, kbps=2_000)) as road:
        answer = requests.put(road.url, data=b"a" * 20_000, timeout=30)

        assert answer.content == b"a" * 20_000
        assert road.traffic.requests == 1
        assert road.traffic.bytes_up > 20_000


def test_it_cuts_the_first_connection_and_lets_the_second_through(echo: tuple[str, int]) -> None:
    with BadRoad(echo, Road(cut_up_after=3_000)) as road:
        with pytest.raises(requests.ConnectionError):
            requests.put(road.url, data=b"a" * 20_000, timeout=30)

        assert requests.put(road.url, data=b"b" * 20_000, timeout=30).content == b"b" * 20_000
        assert road.traffic.cuts == 1


@pytest.fixture
def keeper() -> Iterator[tuple[tuple[str, int], list[bytes], threading.Event]]:
    """A server that keeps what a connection brought, says nothing, and tells when the connection was over."""
    kept: list[bytes] = []
    over = threading.Event()

    class Keep(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                while data := self.request.recv(65_536):
                    kept.append(data)
            over.set()

    with _Server(("127.0.0.1", 0), Keep) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield ("127.0.0.1", server.server_port), kept, over
        server.shutdown()


def test_what_went_before_a_cut_arrives_before_the_cut(
    keeper: tuple[tuple[str, int], list[bytes], threading.Event],
) -> None:
    upstream, kept, over = keeper
    sent = bytes(range(256)) * 40
    with BadRoad(upstream, Road(latency_ms=50, kbps=800, cut_up_after=3_001)) as road:
        with socket.create_connection(("127.0.0.1", road.port), 10) as link, suppress(OSError):
            link.sendall(sent)
            link.recv(1)

        assert over.wait(10)
        assert b"".join(kept) == sent[:3_001]
        assert road.traffic.bytes_up == 3_001


def test_a_road_that_stays_cut_lets_nobody_through_any_more(echo: tuple[str, int]) -> None:
    with BadRoad(echo, Road(cut_up_after=3_000, stays_cut=True)) as road:
        for _ in range(3):
            with pytest.raises(requests.ConnectionError):
                requests.put(road.url, data=b"a" * 20_000, timeout=30)

        assert road.traffic.bytes_up == 3_000


def test_a_road_that_goes_breaks_who_was_on_it_and_lets_nobody_on(echo: tuple[str, int]) -> None:
    with BadRoad(echo, Road(latency_ms=150, up_s=0.4, down_s=600)) as road:
        for _ in range(2):
            with pytest.raises(requests.ConnectionError):
                requests.put(road.url, data=b"a" * 20_000, timeout=30)

        assert road.traffic.cuts == 2


def test_an_answer_that_comes_too_short_ends_in_good_order(echo: tuple[str, int]) -> None:
    with BadRoad(echo, Road(end_down_after=2_000)) as road:
        with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
            requests.put(road.url, data=b"a" * 20_000, timeout=30)

        assert road.traffic.bytes_down == 2_000
        assert road.traffic.cuts == 0


def test_a_silent_connection_takes_all_and_says_nothing(echo: tuple[str, int]) -> None:
    with BadRoad(echo, Road(silent_prob=1, span_bytes=1)) as road:
        with pytest.raises(requests.ReadTimeout):
            requests.put(road.url, data=b"a" * 200_000, timeout=(5, 0.5))

        assert road.traffic.cuts == 0


def test_a_road_that_stalls_holds_what_is_on_it(echo: tuple[str, int]) -> None:
    with BadRoad(echo, Road(down_s=600, stalls=True)) as road:
        with pytest.raises(requests.ReadTimeout):
            requests.put(road.url, data=b"a" * 2_000, timeout=(5, 0.5))

        assert road.traffic.cuts == 0


def test_what_a_stalled_road_held_arrives_when_it_is_back(echo: tuple[str, int]) -> None:
    with BadRoad(echo, Road(down_s=0.3, stalls=True)) as road:
        answer = requests.put(road.url, data=b"a" * 2_000, timeout=30)

        assert answer.content == b"a" * 2_000
        assert road.traffic.cuts == 0


def test_a_port_without_a_server_is_a_cut(echo: tuple[str, int]) -> None:
    with BadRoad(("127.0.0.1", 9), Road()) as road, pytest.raises(requests.ConnectionError):
        requests.get(road.url, timeout=10)
