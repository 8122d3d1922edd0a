"""What is taken in of a request, however its bytes arrive."""

import tempfile
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waitress.adjustments import Adjustments

from edge.app import create_app
from edge.bodies import IN_MEMORY, Incoming, Limits, limits_of
from edge.config import Config
from edge.uploads import MAX_BYTES
from shared.web import MAX_FORM_BYTES
from tests.edge.building import new_store
from tests.edge.served import chunk, head

LIMITS = Limits({"/importar/": 3 * IN_MEMORY}, form=2_000)
HERE, PUPIL = "127.0.0.1", "192.168.1.7"


def incoming(peer: str = HERE, files: list[IO[bytes]] | None = None) -> Incoming:
    """Return a request whose files are noted in *files*."""

    def spool() -> IO[bytes]:
        made = tempfile.TemporaryFile()  # noqa: SIM115 - the request closes it
        (files if files is not None else []).append(made)
        return made

    return Incoming(Adjustments(max_request_body_size=LIMITS.most + 1), LIMITS, peer, spool, refuse=lambda: None)


def take(one: Incoming, data: bytes, at_once: int = 8_192) -> int:
    """Give a request its bytes in pieces until it is complete; return how many it took."""
    taken = 0
    while not one.completed and taken < len(data):
        taken += one.received(data[taken : taken + at_once])
    return taken


def test_the_pages_of_a_school_take_forms_and_those_of_imports_a_file_or_a_paste(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        limits = limits_of(create_app(Config(dir=tmp_path), store))

    assert sorted(limits.uploads) == ["/importar/", "/importar/pegar"]
    assert (limits.form, MAX_BYTES < limits.most < MAX_BYTES + 2 * MAX_FORM_BYTES) == (MAX_FORM_BYTES, True)


@pytest.mark.parametrize(
    ("peer", "path", "method", "refused"),
    [
        (HERE, "/importar/", "POST", False),
        (PUPIL, "/importar/", "POST", True),
        ("::ffff:192.168.1.7", "/importar/", "POST", True),
        (HERE, "/importar/", "PUT", True),
        (HERE, "/importar/aceptar", "POST", True),
        (HERE, "/a/", "POST", True),
        (PUPIL, "/a/", "POST", True),
    ],
)
@pytest.mark.parametrize("chunked", [False, True])
def test_more_than_a_form_is_taken_only_of_this_laptop_and_for_a_file(
    peer: str, path: str, method: str, refused: bool, chunked: bool
) -> None:
    one, size = incoming(peer), 2 * IN_MEMORY
    body = chunk(size) + b"0\r\n\r\n" if chunked else bytes(size)
    framing = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {size}"
    take(one, head(path, framing, method=method) + body)

    assert (one.completed, one.refused) == (True, refused)
    assert int(one.headers["CONTENT_LENGTH"]) >= min(size, LIMITS.form + 1)
    one.close()


def test_of_what_is_refused_by_its_length_nothing_is_read() -> None:
    files: list[IO[bytes]] = []
    one = incoming(PUPIL, files)
    one.received(head("/a/", f"Content-Length: {10**15}"))

    assert (one.completed, one.body_bytes_received, files) == (True, 0, [])


def test_a_body_is_in_memory_while_it_is_small_and_then_in_a_file_of_ours() -> None:
    files: list[IO[bytes]] = []
    small, large = incoming(HERE, files), incoming(HERE, files)
    take(small, head("/importar/", f"Content-Length: {IN_MEMORY - 1}") + bytes(IN_MEMORY - 1))
    before = len(files)
    take(large, head("/importar/", f"Content-Length: {2 * IN_MEMORY}") + b"x" * (2 * IN_MEMORY))

    assert (before, len(files)) == (0, 1)
    assert large.get_body_stream() is files[0]
    assert large.get_body_stream().read() == b"x" * (2 * IN_MEMORY)
    small.close()
    large.close()
    assert files[0].closed


@given(st.integers(0, 4_000), st.integers(1, 700), st.booleans(), st.sampled_from([HERE, PUPIL]))
def test_pieces_of_any_size_make_the_same_of_a_request(size: int, at_once: int, chunked: bool, peer: str) -> None:
    one = incoming(peer)
    framing = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {size}"
    body = (chunk(size) if size else b"") + b"0\r\n\r\n" if chunked else bytes(size)
    take(one, head("/a/", framing) + body, at_once)

    assert one.completed
    assert one.refused == (len(body) > LIMITS.form)
    if not one.refused:
        assert one.get_body_stream().read() == bytes(size)
    one.close()
