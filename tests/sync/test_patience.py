"""An answer that drips is broken off in time, and what went over the same road before or after it is not."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from urllib3.util import SKIP_HEADER

from sync.patience import PatientAdapter, header_bytes, terse_session


@contextmanager
def dripping(gone: threading.Event) -> Iterator[str]:
    """Serve ``/whole`` at once, and of anything else the first byte alone until *gone*."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"o")
            self.wfile.flush()
            if self.path == "/whole" or gone.wait(20):
                self.wfile.write(b"k")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        gone.set()
        server.shutdown()
        thread.join()
        server.server_close()


def asked(url: str, adapter: PatientAdapter) -> bytes:
    with terse_session() as session:
        session.mount(url, adapter)
        with adapter.one_answer(), session.get(url, timeout=15, stream=True) as answer:
            return answer.content


def test_an_answer_that_never_ends_is_broken_off() -> None:
    with dripping(threading.Event()) as url, pytest.raises(requests.ReadTimeout):
        asked(f"{url}/drips", PatientAdapter(answer_s=0.2))


def test_an_answer_that_is_whole_in_time_is_given() -> None:
    with dripping(threading.Event()) as url:
        assert asked(f"{url}/whole", PatientAdapter(answer_s=15)) == b"ok"


def test_after_an_answer_that_was_broken_off_the_next_one_is_heard() -> None:
    adapter = PatientAdapter(answer_s=0.5)
    with dripping(threading.Event()) as url:
        with pytest.raises(requests.ReadTimeout):
            asked(f"{url}/drips", adapter)

        assert asked(f"{url}/whole", adapter) == b"ok"


def test_a_session_adds_no_header_of_its_own() -> None:
    with terse_session() as session:
        sent = session.prepare_request(requests.Request("GET", "http://hub/")).headers

    assert [name for name, value in sent.items() if value != SKIP_HEADER] == []


def test_headers_count_as_they_are_written_on_the_wire() -> None:
    headers = {"Host": "hub", "Range": "bytes=9-", "User-Agent": SKIP_HEADER}

    assert header_bytes(headers) == len("Host: hub\r\nRange: bytes=9-\r\n\r\n")
