"""The real service on a loopback port: cut uploads go on, a slow one blocks nobody, a restart loses nothing."""

import os
import select
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import requests

from hub import schema
from sync.bundle import Sealed
from sync.http_road import HttpRoad
from sync.reply import decode_reply
from tests.hub.builders import NOW, Node, Office
from tests.usage_events import uses

COMMAND = Path(sys.executable).with_name("chasqui-hub")


@contextmanager
def service(office: Office, port: int, files: int | None = None) -> Iterator[str]:
    """Run the hub of *office* as its own process, which may have so many *files* open; give its address."""
    settings = {**os.environ, "CHASQUI_HUB_PORT": str(port), "CHASQUI_HUB_THREADS": "8", "CHASQUI_HUB_MIN_FREE_MB": "1"}
    settings |= {"CHASQUI_HUB_CLOCK": NOW.isoformat(), "CHASQUI_HUB_DATABASE": office.config.database}
    command = [str(COMMAND), "run", "--dir", str(office.config.folder)]
    if files is not None:
        command = ["sh", "-c", f'ulimit -n {files} && exec "$0" "$@"', *command]
    process = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    for _ in range(1_200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the hub did not start")


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found: int = server.getsockname()[1]
    return found


@pytest.fixture
def bundle(node: Node) -> Sealed:
    node.record(*uses(4_000))
    return node.bundle()


def send_and_reset(port: int, bundle: Sealed, offset: int, count: int) -> None:
    """Send *count* bytes of a bundle from *offset* on, then break the connection as a lost signal does."""
    total = len(bundle.data)
    head = f"PUT /v1/bundles/{bundle.id}?offset={offset}&total={total} HTTP/1.1\r\nHost: localhost\r\n"
    with socket.create_connection(("127.0.0.1", port), 5) as link:
        link.sendall(f"{head}Content-Length: {total - offset}\r\n\r\n".encode() + bundle.data[offset : offset + count])
        time.sleep(0.15)
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def held_at(url: str, bundle: Sealed) -> int:
    response = requests.get(f"{url}/v1/bundles/{bundle.id}", timeout=60)
    return int(response.json()["held"]) if response.status_code == 200 else 0


def settled(url: str, bundle: Sealed, at_least: int) -> int:
    """Return what is held once the broken connection was noticed."""
    for _ in range(40):
        if held_at(url, bundle) >= at_least:
            break
        time.sleep(0.05)
    return held_at(url, bundle)


def test_an_upload_cut_anywhere_goes_on_where_it_was_cut(office: Office, node: Node, bundle: Sealed, port: int) -> None:
    rng, at = Random(7), 0
    with service(office, port) as url:
        while at < len(bundle.data) - 4_000:
            count = rng.randrange(1, 9_000)
            send_and_reset(port, bundle, at, count)
            now = settled(url, bundle, at + min(count, len(bundle.data) - at) - 1_024)
            assert min(at + count, len(bundle.data)) - 1_024 <= now <= at + count
            at = now
        reply = requests.put(
            f"{url}/v1/bundles/{bundle.id}", params={"offset": at, "total": len(bundle.data)},
            data=bundle.data[at:], timeout=20,
        )  # fmt: skip

    from sync.ack import open_ack

    assert reply.status_code == 200
    assert open_ack(decode_reply(reply.content).ack, node.hub, node.keys.node_id).received == bundle.end
    assert office.store.totals().events == 4_000


def test_what_verified_of_an_upload_that_never_ends_is_in_the_lake(office: Office, bundle: Sealed, port: int) -> None:
    with service(office, port) as url:
        send_and_reset(port, bundle, 0, len(bundle.data) * 6 // 10)
        settled(url, bundle, len(bundle.data) * 6 // 10 - 1_024)
        for _ in range(400):
            if office.store.totals().events:
                break
            time.sleep(0.1)

    assert office.store.totals().events in (1_500, 3_000)


def test_slow_uploads_do_not_block_others(office: Office, bundle: Sealed, port: int) -> None:
    with service(office, port) as url:
        slow = [socket.create_connection(("127.0.0.1", port), 5) for _ in range(80)]
        for number, link in enumerate(slow):
            head = f"PUT /v1/bundles/{number:032x}?offset=0&total=9000 HTTP/1.1\r\nHost: localhost\r\n"
            link.sendall(f"{head}Content-Length: 9000\r\n\r\nCHQ2".encode())
        reply = HttpRoad(url).deliver(bundle)
        answered = [link for link in slow if select.select([link], [], [], 0)[0]]
        for link in slow:
            link.close()

    assert reply is not None
    assert not answered


@pytest.mark.databases
def test_many_nodes_at_once_each_get_their_ack(office: Office, port: int) -> None:
    from tests.hub.builders import node_of

    nodes = [node_of(office, bytes([97 + number])) for number in range(6)]
    for number, one in enumerate(nodes):
        one.record(*uses(300, seed=number), name=f"i{number}")
    replies: list[object] = []
    with service(office, port) as url:
        threads = [
            threading.Thread(target=lambda n=n: replies.append(HttpRoad(url).deliver(n.bundle()))) for n in nodes
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

    assert len(replies) == 6
    assert office.store.totals().events == 1_800


def test_a_hub_that_restarts_goes_on_with_the_upload_in_a_later_life(
    office: Office, node: Node, bundle: Sealed, port: int
) -> None:
    node_later = node.branch(4_000)
    node_later.record(*uses(10, seed=2), name="b")
    with service(office, port) as url:
        send_and_reset(port, bundle, 0, 5_000)
        settled(url, bundle, 3_976)
    with service(office, port) as url:
        at = held_at(url, bundle)
        first = HttpRoad(url).deliver(bundle, resume=True)
    with service(office, port) as url:
        second = HttpRoad(url).deliver(node_later.bundle(4_000))

    from sync.ack import open_ack

    assert at >= 3_976
    assert first is not None
    assert second is not None
    acks = [open_ack(reply.ack, node.hub, node.keys.node_id) for reply in (first, second)]
    assert acks[0].hub_incarnation < acks[1].hub_incarnation
    assert office.store.totals().events == 4_010


def test_a_hub_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    done = subprocess.run([str(COMMAND), "run", "--dir", str(tmp_path)], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "chasqui-hub init" in done.stderr


def lives(office: Office) -> int:
    with office.store.read() as connection:
        return len(connection.execute(schema.lives.select()).all())


def run_again(office: Office, port: int) -> subprocess.CompletedProcess[str]:
    command = [str(COMMAND), "run", "--dir", str(office.config.folder)]
    settings = {**os.environ, "CHASQUI_HUB_PORT": str(port), "CHASQUI_HUB_CLOCK": NOW.isoformat()}
    settings["CHASQUI_HUB_DATABASE"] = office.config.database
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=False, timeout=60)


def test_a_second_service_on_one_folder_is_refused_and_draws_no_life(office: Office, port: int) -> None:
    with service(office, port) as url:
        # The port is taken before the life is drawn: an answer says that both are done.
        requests.get(f"{url}/entrar", timeout=30)
        before = lives(office)
        with socket.create_server(("127.0.0.1", 0)) as free:
            other = free.getsockname()[1]
        second = run_again(office, other)
        alive = requests.get(f"{url}/entrar", timeout=60).status_code

        assert (second.returncode, "ya está en marcha" in second.stderr) == (1, True)
        assert (lives(office), alive) == (before, 200)


@pytest.mark.databases
def test_a_second_service_on_one_server_database_is_refused_and_draws_no_life(
    office: Office, port: int, tmp_path: Path
) -> None:
    if not office.config.database:
        pytest.skip("SQLite lies in the folder, which has its own lock")
    other = replace(office, config=replace(office.config, folder=tmp_path / "other"))
    shutil.copytree(office.config.folder, other.config.folder)
    with service(office, port) as url:
        requests.get(f"{url}/entrar", timeout=30)
        before = lives(office)
        with socket.create_server(("127.0.0.1", 0)) as free:
            spare = free.getsockname()[1]
        second = run_again(other, spare)

        assert (second.returncode, "Otra central ya trabaja" in second.stderr) == (1, True)
        assert lives(office) == before
    with service(other, spare) as url:
        assert requests.get(f"{url}/entrar", timeout=30).status_code == 200


def test_a_service_that_cannot_have_its_port_draws_no_life(office: Office) -> None:
    before = lives(office)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run_again(office, taken.getsockname()[1])

    assert (done.returncode, "No se puede usar el puerto" in done.stderr) == (1, True)
    assert lives(office) == before


def test_after_a_kill_the_service_starts_again(office: Office, port: int) -> None:
    settings = {**os.environ, "CHASQUI_HUB_PORT": str(port), "CHASQUI_HUB_CLOCK": NOW.isoformat()}
    command = [str(COMMAND), "run", "--dir", str(office.config.folder)]
    first = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _wait(port)
    first.kill()
    first.wait(10)
    _wait_free(port)
    with service(office, port) as url:
        assert requests.get(f"{url}/entrar", timeout=60).status_code == 200


def _wait_free(port: int) -> None:
    """Wait until the killed service's worker has noticed."""
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            return
        time.sleep(0.05)
    raise TimeoutError("the worker of a killed service goes on")
