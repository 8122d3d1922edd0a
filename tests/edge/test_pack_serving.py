"""A file goes out whole or in the part that was asked for, and a download that was cut goes on to the same file."""

import hashlib
import http.client
import io
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client, EnvironBuilder
from werkzeug.wrappers import Request, Response

from edge.lan_server import LanServer
from edge.pack_import import add_pack
from edge.pack_serving import Part, Slice, answer, part_of
from shared.packs import PackFile
from tests.edge.packing import HUB, lay_out, pack_of
from tests.edge.views.school import School, open_school

DATA = bytes(range(256)) * 40
FILE = PackFile(
    "cantos/lluvia.mp3", hashlib.sha256(DATA).hexdigest(), len(DATA), "audio/mpeg", "", "Canto: «la lluvia»"
)
TAG = f'"{FILE.sha256}"'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "file").write_bytes(DATA)
    return tmp_path / "file"


def told(path: Path, file: PackFile = FILE, *, download: bool = False, method: str = "GET", **headers: str) -> Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(EnvironBuilder(method=method, headers=names).get_environ())

    def app(environ: Any, start: Any) -> Any:
        return answer(request, file, path, download=download)(environ, start)

    return Client(app).open(method=method, headers=names)


def test_a_file_goes_out_whole_with_what_a_browser_needs_to_go_on_later(path: Path) -> None:
    found = told(path)

    assert (found.status_code, found.data, found.content_length) == (200, DATA, len(DATA))
    assert (found.headers["ETag"], found.headers["Accept-Ranges"]) == (TAG, "bytes")
    assert found.headers["Cache-Control"] == "private, no-cache"
    assert found.mimetype == "audio/mpeg"


def test_a_part_is_those_very_bytes(path: Path) -> None:
    found = told(path, Range="bytes=100-199")

    assert (found.status_code, found.data) == (206, DATA[100:200])
    assert found.headers["Content-Range"] == f"bytes 100-199/{len(DATA)}"
    assert told(path, Range="bytes=-10").data == DATA[-10:]
    assert told(path, Range=f"bytes=100-{len(DATA) * 9}").data == DATA[100:]


def test_what_the_file_has_not_is_said_to_be_nowhere(path: Path) -> None:
    found = told(path, Range=f"bytes={len(DATA)}-")

    assert (found.status_code, found.data) == (416, b"")
    assert found.headers["Content-Range"] == f"bytes */{len(DATA)}"


@pytest.mark.parametrize("asked", ["bytes=", "lines=1-2", "bytes=9-2", "bytes=a-b", "bytes=0-1,5-6", "x"])
def test_what_is_no_single_range_gets_the_whole_file(path: Path, asked: str) -> None:
    assert (told(path, Range=asked).status_code, told(path, Range=asked).data) == (200, DATA)


def test_a_part_is_given_only_of_the_file_that_was_begun(path: Path) -> None:
    assert told(path, Range="bytes=5-", If_Range=TAG).status_code == 206
    for other in (f"W/{TAG}", '"0000"', "Wed, 17 Jun 2026 09:00:00 GMT"):
        found = told(path, Range="bytes=5-", If_Range=other)
        assert (found.status_code, found.data) == (200, DATA)


def test_a_file_that_a_phone_has_is_not_sent_again(path: Path) -> None:
    found = told(path, If_None_Match=TAG)

    assert (found.status_code, found.data) == (304, b"")


def test_only_its_head_is_told_where_no_more_is_asked(path: Path) -> None:
    found = told(path, method="HEAD")

    assert (found.status_code, found.data, found.content_length) == (200, b"", len(DATA))


@pytest.mark.parametrize(
    ("mime", "download", "kind", "shown"),
    [
        ("application/pdf", False, "application/pdf", "inline"),
        ("application/pdf", True, "application/pdf", "attachment"),
        ("text/html", False, "application/octet-stream", "attachment"),
        ("image/svg+xml", False, "application/octet-stream", "attachment"),
    ],
)
def test_what_no_browser_should_run_is_downloaded(path: Path, mime: str, download: bool, kind: str, shown: str) -> None:
    found = told(path, PackFile("x.pdf", FILE.sha256, len(DATA), mime), download=download)

    assert found.mimetype == kind
    assert found.headers["Content-Disposition"].startswith(shown)


def test_a_name_with_accents_or_quotes_is_told_as_headers_tell_it(path: Path) -> None:
    found = told(path)

    assert "filename*=UTF-8''" in found.headers["Content-Disposition"]
    assert (
        "\n"
        not in told(path, PackFile("a.mp3", FILE.sha256, len(DATA), "audio/mpeg", "", "a\r\nb")).headers[
            "Content-Disposition"
        ]
    )


@given(st.binary(max_size=60), st.integers(0, 70), st.integers(0, 70))
def test_the_parts_of_a_file_are_the_file(data: bytes, first: int, last: int) -> None:
    part = part_of(len(data), f"bytes={first}-{last}", "", TAG)
    cut = Slice(io.BytesIO(data), part.first, part.length)

    if part.status == 206:
        assert cut.read() == data[first : last + 1]
    else:
        assert part == (Part(200, 0, len(data)) if last < first else Part(416, 0, 0))


@given(st.binary(max_size=50), st.integers(0, 50), st.integers(0, 50), st.lists(st.integers(-5, 60), max_size=8))
def test_a_slice_is_a_file_of_its_own(data: bytes, first: int, length: int, steps: list[int]) -> None:
    inside = data[first : first + length]
    cut, true = Slice(io.BytesIO(data), first, len(inside)), io.BytesIO(inside)
    for step in steps:
        assert cut.read(step) == true.read(step)
        place = min(max(step, 0), len(inside))
        assert cut.seek(place) == true.seek(place)
        assert cut.tell() == true.tell()

    assert cut.seek(0, 2) == len(inside)


# Over the real server, as phones ask.

BIG = bytes(range(251)) * 100_000


@dataclass
class Phones:
    """A school's page for pupils on a free port, and a pupil's cookie."""

    school: School
    port: int
    cookie: str

    @contextmanager
    def ask(self, path: str, **headers: str) -> Iterator[http.client.HTTPResponse]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        link.request("GET", path, headers={"Cookie": self.cookie, **names})
        with closing(link), link.getresponse() as found:
            yield found


def held(folder: Path) -> int:
    """Return how many files of *folder* are open here: of a download that was broken off none must stay."""
    return sum(folder in one.resolve().parents for one in Path("/proc/self/fd").iterdir())


@pytest.fixture
def phones(tmp_path: Path) -> Iterator[Phones]:
    school = open_school(tmp_path)
    files = {"video.mp4": BIG}
    add_pack(school.store.packs, HUB, lay_out(tmp_path / "usb", pack_of(files), files), None)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = LanServer(school.app, f"127.0.0.1:{port}", 4)
    client = school.pupil_client()
    cookie = "; ".join(f"{one.key}={one.value}" for one in client._cookies.values())
    yield Phones(school, port, cookie)
    until = time.monotonic() + 10
    while held(school.store.packs.folder) and time.monotonic() < until:
        time.sleep(0.02)
    assert held(school.store.packs.folder) == 0
    server.close()
    school.store.close()


def test_a_download_that_was_cut_goes_on_and_is_the_file(phones: Phones) -> None:
    with phones.ask("/a/archivo/relatos/1") as first:
        had, tag = first.read(7_000_001), first.headers["ETag"]
    with phones.ask("/a/archivo/relatos/1", Range=f"bytes={len(had)}-", If_Range=tag) as rest:
        assert rest.status == 206
        assert had + rest.read() == BIG


def test_a_part_in_the_middle_comes_over_the_server_as_it_is(phones: Phones) -> None:
    with phones.ask("/a/archivo/relatos/1", Range="bytes=5000000-5099999") as found:
        assert (found.status, found.headers["Content-Length"]) == (206, "100000")
        assert found.read() == BIG[5_000_000:5_100_000]


def test_thirty_downloads_that_have_begun_and_wait_hold_no_page_up(phones: Phones) -> None:
    with ExitStack() as downloads:
        begun = [downloads.enter_context(phones.ask("/a/archivo/relatos/1")) for _ in range(30)]
        read = [len(one.read(65_536)) for one in begun]
        for _ in range(20):
            with phones.ask("/a/materiales") as page:
                assert b"Hola" in page.read()
        unfinished = [one.length for one in begun]

    assert read == [65_536] * 30
    assert unfinished == [len(BIG) - 65_536] * 30


def test_whoever_asks_ahead_and_reads_nothing_keeps_no_page_from_the_others(phones: Phones) -> None:
    asked = f"GET /a/archivo/relatos/1 HTTP/1.1\r\nHost: localhost\r\nCookie: {phones.cookie}\r\n\r\n"
    with ExitStack() as lines:
        for _ in range(6):
            line = lines.enter_context(closing(socket.socket()))
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            line.settimeout(5)
            line.connect(("127.0.0.1", phones.port))
            line.sendall(asked.encode() * 3)
            assert line.recv(15) == b"HTTP/1.1 200 OK"

        with phones.ask("/a/materiales") as page:
            assert b"Hola" in page.read()
