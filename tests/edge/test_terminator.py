"""Connections are carried both ways, as many as there is room for, and none keeps the rest waiting."""

import os
import select
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from edge import terminator
from edge.terminator import Terminator
from edge.tls import context_of
from tests.edge.certificates import Papers, papers

LARGE = 3_000_000


@dataclass
class Carrying:
    """A terminator before a server that sends back what it is sent, in capitals."""

    port: int
    papers: Papers
    peers: dict[str, str]

    def connect(self) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=str(self.papers.authority))
        line = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        return context.wrap_socket(line, server_hostname="127.0.0.1")


def echo(server: socket.socket) -> None:
    def answer(line: socket.socket) -> None:
        with closing(line), suppress(OSError):
            while data := line.recv(65_536):
                line.sendall(data.upper())
                if data.endswith(b"end"):
                    return

    with suppress(OSError):
        while True:
            threading.Thread(target=answer, args=(server.accept()[0],), daemon=True).start()


@pytest.fixture
def carrying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Carrying]:
    monkeypatch.setattr(terminator, "MOST", 4)
    made = papers(tmp_path)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        threading.Thread(target=echo, args=(server,), daemon=True).start()
        listener = socket.create_server(("127.0.0.1", 0))
        port, peers = listener.getsockname()[1], dict[str, str]()
        opened = Terminator(listener, context_of(made.cert, made.key), server.getsockname()[1], peers)
        yield Carrying(port, made, peers)
        opened.close()


def heard(line: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size and (piece := line.recv(65_536)):
        data += piece
    return data


def exchanged(line: ssl.SSLSocket, sent: bytes) -> bytes:
    """Send all of it while as much comes back: by one thread, for no two may use a line of TLS at once."""
    line.setblocking(False)
    left, back = memoryview(sent), b""
    while len(back) < len(sent):
        if not line.pending():
            assert any(select.select([line], [line] if left else [], [], 20)), f"{len(back)} of {len(sent)} came back"
        with suppress(ssl.SSLWantReadError, ssl.SSLWantWriteError):
            left = left[line.send(left[:65_536]) :] if left else left
        with suppress(ssl.SSLWantReadError, ssl.SSLWantWriteError):
            piece = line.recv(65_536)
            assert piece, f"ended after {len(back)} of {len(sent)}"
            back += piece
    return back


def test_megabytes_go_both_ways_unchanged(carrying: Carrying) -> None:
    sent = bytes(range(97, 123)) * (LARGE // 26)
    with closing(carrying.connect()) as line:
        back = exchanged(line, sent)

    assert back == sent.upper()


def test_what_the_server_said_last_arrives_before_the_end(carrying: Carrying) -> None:
    with closing(carrying.connect()) as line:
        line.sendall(b"a" * 200_000 + b"end")

        assert len(heard(line, 200_003)) == 200_003
        assert line.recv(1) == b""


def test_who_sends_on_after_the_server_ended_still_reads_what_it_said(tmp_path: Path) -> None:
    def refuse(server: socket.socket) -> None:
        line, _ = server.accept()
        with closing(line):
            line.recv(1)
            line.sendall(b"too long" * 400)
            line.shutdown(socket.SHUT_WR)
            with suppress(OSError):
                while line.recv(65_536):
                    pass

    made = papers(tmp_path)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        threading.Thread(target=refuse, args=(server,), daemon=True).start()
        listener = socket.create_server(("127.0.0.1", 0))
        carrying = Carrying(listener.getsockname()[1], made, {})
        opened = Terminator(listener, context_of(made.cert, made.key), server.getsockname()[1], carrying.peers)
        with closing(carrying.connect()) as line:
            line.sendall(b"a" * 8 * LARGE)
            said = heard(line, 3_200)
            ended = line.recv(1) == b""
        opened.close()

    assert (said, ended) == (b"too long" * 400, True)


def test_whose_a_connection_is_is_known_as_long_as_it_is_there(carrying: Carrying) -> None:
    with closing(carrying.connect()) as line:
        line.sendall(b"a")
        line.recv(1)
        known = set(carrying.peers.values())
        line.sendall(b"end")
        heard(line, 10)
    for _ in range(100):
        if not carrying.peers:
            break
        threading.Event().wait(0.05)

    assert (known, carrying.peers) == ({"127.0.0.1"}, {})


def test_who_only_knocks_takes_a_place_for_no_longer_than_a_handshake(
    carrying: Carrying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminator, "HANDSHAKE_S", 0.5)
    silent = [socket.create_connection(("127.0.0.1", carrying.port), timeout=20) for _ in range(4)]
    threading.Event().wait(0.2)
    with pytest.raises(OSError):
        carrying.connect()
    for one in silent:
        with suppress(ConnectionError):
            assert one.recv(1) == b""
        one.close()

    with closing(carrying.connect()) as line:
        line.sendall(b"a")
        assert line.recv(1) == b"A"


@pytest.mark.skipif(sys.platform != "linux", reason="a second machine is another address of loopback")
def test_one_machine_takes_no_more_than_its_part_and_the_others_come_in(
    carrying: Carrying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminator, "MOST_OF_ONE", 2)
    greedy = [
        socket.create_connection(("127.0.0.1", carrying.port), timeout=20, source_address=("127.0.0.2", 0))
        for _ in range(4)
    ]
    with closing(carrying.connect()) as line:
        line.sendall(b"a")
        answered = line.recv(1)
    for one in greedy:
        one.close()

    assert answered == b"A"


@pytest.mark.skipif(sys.platform != "linux", reason="counts open files as Linux tells them")
def test_however_often_it_closes_in_the_middle_of_everything_nothing_is_left_open(tmp_path: Path) -> None:
    made = papers(tmp_path)
    context = context_of(made.cert, made.key)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        threading.Thread(target=echo, args=(server,), daemon=True).start()
        before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
        for number in range(30):
            listener = socket.create_server(("127.0.0.1", 0))
            port = listener.getsockname()[1]
            opened = Terminator(listener, context, server.getsockname()[1], {})
            carrying = Carrying(port, made, {})
            lines = [carrying.connect() for _ in range(number % 4)]
            lines += [socket.create_connection(("127.0.0.1", port)) for _ in range(number % 3)]
            for line in lines:
                line.sendall(b"a" * 50_000 if number % 2 else b"a")
            opened.close()
            for line in lines:
                line.close()

            assert not [one for one in threading.enumerate() if one.name.startswith("tls")]
        for _ in range(100):
            if len(os.listdir("/proc/self/fd")) <= before:  # noqa: PTH208
                break
            threading.Event().wait(0.05)

    assert len(os.listdir("/proc/self/fd")) <= before  # noqa: PTH208
