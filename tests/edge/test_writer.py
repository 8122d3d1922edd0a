"""Commands beside a running node: their facts are in its log once, whoever is killed and whenever."""

import http.client
import json
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from edge.config import Config
from edge.door import FILE, SECRET_HEADER, Address
from edge.people import Newcomer
from edge.store import Store
from edge.writer import open_writer
from shared.errors import BadInput, DatabaseBusy, NotReady
from shared.events import Claim
from shared.facts import ClockMark
from tests.edge.building import SCHOOL, use
from tests.edge.live_node import edge, new_node, running

FACT = json.dumps({"kind": "use", "school": SCHOOL, "resource": "tablet", "learner": "a1"}) + "\n"
SECRET = "maiz-morado-en-la-ladera"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A node that runs for all the tests that do not kill it."""
    folder = new_node(tmp_path_factory.mktemp("beside"))
    with running(folder):
        yield folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_node(tmp_path)


def reading(folder: Path) -> Store:
    config = Config.from_env(folder, {})
    return Store(config.database, config.clock, writer=False)


def uses(folder: Path) -> tuple[int, int]:
    """Return how many uses the log holds, and of how many incarnations it is."""
    with reading(folder) as store:
        facts = [event.fact for _, event in store.entries.events()]
        openings = store.db.value("SELECT count(*) FROM incarnations")
    return sum(not isinstance(fact, ClockMark) for fact in facts), openings


def test_a_fact_recorded_beside_a_running_node_is_in_its_log_once_and_of_its_incarnation(folder: Path) -> None:
    with running(folder) as (node, _):
        first, second = edge(folder, "record", told=FACT), edge(folder, "record", "--json", told=FACT * 2)
        node.kill()

        assert (first.returncode, first.stdout) == (0, "1 registro guardado\n")
        assert json.loads(second.stdout) == {"recorded": 2}
        assert uses(folder) == (3, 1)


def test_many_commands_at_once_are_all_recorded(made: Path) -> None:
    before, _ = uses(made)
    with ThreadPoolExecutor(4) as many:
        done = list(many.map(lambda _: edge(made, "record", told=FACT * 50), range(6)))

    assert [one.returncode for one in done] == [0] * 6
    assert uses(made) == (before + 300, 1)


def test_a_line_that_is_wrong_stops_the_file_beside_a_node_too(made: Path) -> None:
    before, _ = uses(made)
    done = edge(made, "record", told=FACT + FACT.replace("a1", "a1", 1).replace('"tablet"', "9"))

    assert (done.returncode, "Línea 2" in done.stderr, uses(made)[0]) == (1, True, before)


def test_classes_learners_and_accounts_are_added_beside_a_node(made: Path) -> None:
    told = [
        edge(made, "class", "add", "3° A"),
        edge(made, "learner", "add", "Rosa Quispe", "--code", "a1", "--class", "3° A"),
        edge(made, "user", "add", "Coordinacion", "--role", "coordinator", told=SECRET + "\n"),
    ]
    with reading(made) as store:
        learners, staff = store.people.learners(), store.people.staff()

    assert [one.returncode for one in told] == [0, 0, 0]
    assert [one.stdout for one in told] == ["Aula 1.\n", "Estudiante agregado.\n", "Cuenta coordinacion lista.\n"]
    assert [(row.name, row.class_name) for row in learners] == [("Rosa Quispe", "3° A")]
    assert [row.role for row in staff] == ["coordinator"]


def test_a_list_of_people_goes_in_beside_a_node_and_a_bad_one_leaves_nothing(made: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(f"code,name,role,school,class_name\nb1,Juan,learner,{SCHOOL},4° B\n")
    (tmp_path / "bad.csv").write_text(
        f"code,name,role,school,class_name\nb2,Ana,learner,{SCHOOL},\nb3,X,king,{SCHOOL},\n"
    )
    done = [
        edge(made, "import", "people", str(tmp_path / name), "--json") for name in ("list.csv", "list.csv", "bad.csv")
    ]
    with reading(made) as store:
        names = {row.name for row in store.people.learners()}

    assert [json.loads(one.stdout)["added"] for one in done[:2]] == [1, 0]
    refused = json.loads(done[2].stdout)["refused"]
    assert (done[2].returncode, [row["line"] for row in refused]) == (1, [3])
    assert "Juan" in names
    assert "Ana" not in names


def test_the_running_node_forecasts_sends_and_folds_when_asked(made: Path, tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    edge(made, "record", told=FACT)
    forecast, sync, export, back, folded = (
        edge(made, "forecast", "--json"),
        edge(made, "sync", "--json"),
        edge(made, "export-bundle", str(tmp_path / "usb"), "--json"),
        edge(made, "import-bundle", str(tmp_path / "usb"), "--json"),
        edge(made, "rebuild"),
    )

    assert json.loads(forecast.stdout)["forecasts"] == 0
    assert (sync.returncode, json.loads(sync.stdout)["outcome"]) == (1, "off")
    assert (export.returncode, json.loads(export.stdout)["outcome"]) == (0, "left")
    assert json.loads(back.stdout)["pending"] > 0
    assert "registros" in folded.stdout


def test_a_stick_that_is_not_there_fails_with_the_same_words_beside_a_node(made: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    beside = edge(made, "export-bundle", str(tmp_path / "file" / "usb"))
    alone = edge(new_node(tmp_path), "export-bundle", str(tmp_path / "file" / "usb"))

    assert (beside.returncode, beside.stderr) == (alone.returncode, alone.stderr)
    assert beside.returncode == 1


def test_a_wrong_secret_is_refused_by_the_real_node(made: Path) -> None:
    address = Address.kept(made)
    assert address is not None
    link = http.client.HTTPConnection("127.0.0.1", address.port, timeout=60)
    link.request("POST", "/", b"\x81\xa4type\xa7rebuild", {SECRET_HEADER: "0" * 64})
    answer = link.getresponse()
    status, body = answer.status, answer.read()
    link.close()

    assert (status, body) == (403, b"")


def test_the_real_node_takes_orders_on_loopback_alone_whatever_its_pages_use(folder: Path) -> None:
    own = own_address()
    with running(folder, CHASQUI_EDGE_HOST="0.0.0.0"):
        address = Address.kept(folder)
        assert address is not None
        with pytest.raises(OSError):
            socket.create_connection((own, address.port), 2).close()
        recorded = edge(folder, "record", told=FACT)

    assert recorded.returncode == 0


def own_address() -> str:
    """Return an address of this machine that is not the one of loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.2"
        return str(probe.getsockname()[0])


def test_a_killed_node_leaves_its_address_and_the_next_command_writes_by_itself(folder: Path) -> None:
    with running(folder):
        edge(folder, "record", told=FACT)
    stale = (folder / FILE).exists()
    done = edge(folder, "record", told=FACT)

    assert (stale, done.returncode, uses(folder)) == (True, 0, (2, 2))


def test_a_closed_node_leaves_no_address(folder: Path) -> None:
    with running(folder) as (node, _):
        there = (folder / FILE).exists()
        node.terminate()
        node.communicate(timeout=30)

    assert (there, (folder / FILE).exists()) == (True, False)


DYING = """
    import os, signal, sys
    from pathlib import Path
    import waitress
    from edge.config import Config
    from edge.door import Door
    from edge.orders import Record, carry_out
    from edge.store import Store

    config = Config.from_env(Path(sys.argv[1]), {})
    store = Store(config.database, config.clock)

    def dies(order):
        if isinstance(order, Record) and sys.argv[2] == "before":
            os._exit(9)
        result = carry_out(order, store, config, lambda: None)
        if isinstance(order, Record):
            os._exit(9)
        return result

    door = Door(dies)
    server = waitress.create_server(door, listen="127.0.0.1:0", threads=1)
    door.opened(int(server.effective_port)).keep(config.dir)
    print("ready", flush=True)
    server.run()
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_node_that_dies_with_an_order_in_its_hands_neither_loses_nor_doubles_it(folder: Path, when: str) -> None:
    command = [sys.executable, "-c", textwrap.dedent(DYING), str(folder), when]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as node:
        assert node.stdout is not None
        assert node.stdout.readline() == b"ready\n"
        done = edge(folder, "record", "--json", told=FACT * 3)
        node.kill()

    assert (done.returncode, done.stdout) == (0, '{"recorded": 3}\n')
    assert "Traceback" not in done.stderr
    assert uses(folder)[0] == 3


def test_a_stranger_on_the_port_of_a_killed_node_is_told_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.writer.PATIENCE_S", 0.5)
    config, heard = Config.from_env(folder, {}), bytearray()
    with socket.create_server(("127.0.0.1", 0)) as stranger, Store(config.database, config.clock):
        Address(stranger.getsockname()[1], SECRET).keep(folder)
        listening = threading.Thread(target=answer_anything, args=(stranger, heard), daemon=True)
        listening.start()
        with pytest.raises(DatabaseBusy, match="en otra ventana"), open_writer(config) as node:
            node.store.record([Claim(use())])

    assert b"GET / HTTP/1.1" in heard
    assert SECRET.encode() not in heard


def answer_anything(server: socket.socket, heard: bytearray) -> None:
    while True:
        try:
            link, _ = server.accept()
        except OSError:
            return
        with link:
            heard += link.recv(65_536)
            link.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


def test_what_only_the_node_itself_may_change_cannot_be_changed_beside_it(made: Path) -> None:
    with open_writer(Config.from_env(made, {})) as node, pytest.raises(NotReady):
        node.store.db.put("cursor", 1)


def test_beside_a_node_an_importer_sees_what_it_sees_alone(made: Path, folder: Path) -> None:
    def imported(at: Path) -> list[Any]:
        with open_writer(Config.from_env(at, {})) as node:
            rows = [Claim(use(), None, node.store.people.source_key(text)) for text in ("one", "two", "two")]
            counts = [len(node.store.record(rows)), len(node.store.record(rows)), len(node.store.record([]))]
            people = node.store.people.add_people([Newcomer("learner", "Eva", "z9", SCHOOL, "5° C")] * 2)
            same = node.store.people.pseudonyms(["z9"]) == node.store.people.pseudonyms(["z9", "z9"])
            with pytest.raises(BadInput, match="rol"):
                node.store.people.add_people([Newcomer("king", "X", "k", SCHOOL)])
            with pytest.raises(BadInput, match="ya es de otra persona"):
                node.store.people.add_people([Newcomer("learner", "Luz", "Z9", SCHOOL, "5° C")], replace=False)
        return [*counts, people, same]

    assert imported(made) == imported(folder) == [2, 0, 0, 1, True]


def test_a_command_waits_for_another_to_end(folder: Path) -> None:
    config = Config.from_env(folder, {})
    held = Store(config.database, config.clock)
    ending = threading.Timer(0.5, held.close)
    ending.start()
    done = edge(folder, "record", told=FACT)
    ending.join()

    assert (done.returncode, uses(folder)) == (0, (1, 1))
