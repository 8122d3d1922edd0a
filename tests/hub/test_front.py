"""A hub that is slow to commit: who sent a whole bundle is told that it is held, and never sends its bytes again."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
import requests
import uvicorn

from hub.demo.badroad import BadRoad
from hub.demo.processes import wait_for
from hub.front import Front
from hub.release import broadcast_catalogue
from hub.server import bound, service
from hub.takers import MOST
from shared.events import Claim
from shared.ids import Pseudonym
from shared.resources import Catalogue
from sync.bundle import Sealed
from sync.reply import decode_reply
from sync.rest import headers as headers_of
from tests.edge.building import use
from tests.faults.pair import School, held_by, new_school, school
from tests.hub.builders import CATALOGUE, Node, Office, node_of
from tests.hub.service import Caller, serving
from tests.usage_events import uses

ANSWER_S = 0.3
QUESTION_BYTES = 1_500
"""More than a question and a few requests without a body take."""


@contextmanager
def nothing_is_committed(office: Office) -> Iterator[None]:
    """Hold the writers' lock of the hub's database."""
    with office.store.begin():
        yield


@pytest.fixture
def slow(office: Office) -> Iterator[str]:
    """A hub that waits a moment for what it was sent to be committed, and then says that it is held."""
    with serving(office.config, answer_s=ANSWER_S) as url:
        yield url


@pytest.fixture
def bundle(office: Office, node: Node) -> Sealed:
    office.take(node.bundle())
    node.record(*uses(3_000))
    return node.bundle()


def path(bundle: Sealed, offset: int) -> str:
    return f"/v1/bundles/{bundle.id}?offset={offset}&total={len(bundle.data)}"


def test_a_whole_bundle_in_line_is_held_and_asked_for_later_it_is_acked(
    office: Office, slow: str, bundle: Sealed
) -> None:
    with nothing_is_committed(office):
        sent = Caller(slow).put(path(bundle, 0), bundle.data)
        asked = Caller(slow).put(path(bundle, len(bundle.data)), b"")
    acked = asked_until_acked(slow, bundle)

    assert [(one.status_code, one.json()) for one in (sent, asked)] == [(202, {"held": len(bundle.data)})] * 2
    assert decode_reply(acked.content).ack
    assert office.store.totals().events == 3_000


def test_a_part_in_line_is_held_too(office: Office, slow: str, bundle: Sealed) -> None:
    half = len(bundle.data) // 2
    with nothing_is_committed(office):
        sent = Caller(slow).put(path(bundle, 0), bundle.data[:half])
    rest = Caller(slow).put(path(bundle, half), bundle.data[half:])
    acked = asked_until_acked(slow, bundle)

    assert (sent.status_code, sent.json()) == (202, {"held": half})
    assert rest.status_code in (200, 202)
    assert decode_reply(acked.content).ack
    assert office.store.totals().events == 3_000


def test_a_bundle_in_line_is_taken_once_for_all_who_ask_for_it(
    office: Office, node: Node, caplog: pytest.LogCaptureFixture
) -> None:
    # Of a stranger: whatever is answered to it may change, and is not remembered.
    node.code = ""
    node.record(*uses(60))
    stranger = node.bundle()
    with (
        closing(Front(office.config)) as front,
        running(front) as (server, url),
        ThreadPoolExecutor(5) as pool,
        caplog.at_level(logging.INFO, "hub.committing"),
    ):
        with nothing_is_committed(office):
            sent = pool.submit(Caller(url).put, path(stranger, 0), stranger.data)
            wait_for("the bytes", lambda: held(url, stranger) == len(stranger.data), timeout_s=20, every_s=0.01)
            asked = [pool.submit(Caller(url).put, path(stranger, len(stranger.data)), b"") for _ in range(4)]
            wait_for("all of them", lambda: len(server.server_state.tasks) == 5, timeout_s=20, every_s=0.01)
        answers = [one.result(60) for one in (sent, *asked)]

    assert {one.status_code for one in answers} == {200}
    assert len([record for record in caplog.records if record.getMessage().startswith("bundle=")]) == 1


def test_a_node_asks_a_slow_hub_again_without_its_bytes_and_is_acked_in_the_same_contact(
    office: Office, slow: str, tmp_path: Path
) -> None:
    with (
        BadRoad(("127.0.0.1", urlsplit(slow).port or 0)) as way,
        one_school(office, tmp_path, way.url) as one,
        ThreadPoolExecutor(1) as pool,
    ):
        with nothing_is_committed(office):
            contact = pool.submit(one.agent.tick)
            wait_for("a second request", lambda: way.traffic.requests > 1, timeout_s=30, every_s=0.01)
        row = contact.result(60)

        assert (row.outcome, one.store.outbox.pending()) == ("ok", 0)
        assert spooled(office) > 8_000
        assert way.traffic.bytes_up < spooled(office) + QUESTION_BYTES
        assert held_by(office) == one.bodies()


def test_a_node_that_gave_up_asks_in_its_next_contact_without_its_bytes(
    office: Office, slow: str, tmp_path: Path
) -> None:
    with BadRoad(("127.0.0.1", urlsplit(slow).port or 0)) as way, one_school(office, tmp_path, way.url) as one:
        with nothing_is_committed(office):
            gave_up = one.agent.tick()
            before = one.store.outbox.pending()
        row = one.agent.tick()

        assert gave_up.outcome != "ok"
        assert before > 1_200
        assert (row.outcome, one.store.outbox.pending()) == ("ok", 0)
        assert way.traffic.bytes_up < spooled(office) + 2 * QUESTION_BYTES
        assert held_by(office) == one.bodies()


def test_a_hub_that_ends_commits_what_it_had_begun_and_has_the_rest_when_it_is_asked_for(office: Office) -> None:
    nodes = [node_of(office, bytes([97 + n])) for n in range(8)]
    for one in nodes:
        office.take(one.bundle())
        one.record(*uses(1_000, seed=one.keys.node_id[0]))
    bundles = [one.bundle() for one in nodes]
    front = Front(office.config, answer_s=ANSWER_S)
    with running(front) as (_, url), ThreadPoolExecutor(8) as pool:
        with nothing_is_committed(office):
            sent = list(pool.map(lambda one: Caller(url).put(path(one, 0), one.data), bundles))
            closing = pool.submit(front.close)
            wait_for("an empty line", lambda: not front._large.turns._waiting, timeout_s=20, every_s=0.01)
        closing.result(60)
    before = office.store.totals().events
    with serving(office.config) as again:
        asked = [Caller(again).put(path(one, len(one.data)), b"") for one in bundles]

    assert {one.status_code for one in sent} == {202}
    assert before <= MOST * 1_000
    assert {one.status_code for one in asked} == {200}
    assert office.store.totals().events == 8_000


def test_a_request_says_what_its_answer_may_come_to_and_what_of_it_came(office: Office, node: Node) -> None:
    office.take(node.bundle())
    for number in range(40):
        broadcast_catalogue(office.store, Catalogue(number + 2, CATALOGUE.resources))
    bundle = node.bundle()
    with serving(office.config) as url:
        answers = [
            requests.put(url + path(bundle, at), data=bundle.data[at:], headers=headers, timeout=60)
            for at, headers in [(0, {"Most": "x"}), *[(len(bundle.data), said) for said in ({"Most": "3000"}, {})]]
        ]
        came = answers[-1].content[:1_000]
        rest = requests.put(url + path(bundle, len(bundle.data)), data=b"", headers=headers_of(came), timeout=60)

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len(answers[0].content) > 3_000 >= len(answers[1].content)
    assert (rest.status_code, came + rest.content) == (206, answers[-1].content)


def test_who_asks_for_the_rest_of_an_answer_and_who_asks_for_all_of_it_are_answered_apart(
    office: Office, node: Node
) -> None:
    office.take(node.bundle())
    node.record(*uses(1))
    bundle, other = node.bundle(), node_of(office, b"o").bundle()
    with closing(Front(office.config)) as front, running(front) as (server, url), ThreadPoolExecutor(3) as pool:

        def ask(headers: dict[str, str]) -> Future[requests.Response]:
            where = url + path(bundle, len(bundle.data))
            return pool.submit(lambda: requests.put(where, data=b"", headers=headers, timeout=60))

        whole = Caller(url).put(path(bundle, 0), bundle.data).content
        with nothing_is_committed(office):
            pool.submit(Caller(url).put, path(other, 0), other.data)
            wait_for("a busy hub", lambda: held(url, other) == len(other.data), timeout_s=20, every_s=0.01)
            rest = ask(headers_of(whole[:100]))
            wait_for("who has a part", lambda: bundle.id in front._endings, timeout_s=20, every_s=0.01)
            everything = ask({})
            wait_for("all of them", lambda: len(server.server_state.tasks) == 3, timeout_s=20, every_s=0.01)
        answers = [one.result(60) for one in (rest, everything)]

    assert [one.status_code for one in answers] == [206, 200]
    assert [whole[:100] + answers[0].content, answers[1].content] == [whole, whole]


def test_the_rest_of_an_answer_waits_for_no_bundle(office: Office, node: Node) -> None:
    office.take(node.bundle())
    node.record(*uses(3_000))
    bundle = node.bundle()
    others = [node_of(office, bytes([65 + number])) for number in range(MOST + 1)]
    for other in others:
        office.take(other.bundle())
        other.record(*uses(1_000))
    busy = [other.bundle() for other in others]
    with serving(office.config, answer_s=ANSWER_S) as url:
        Caller(url).put(path(bundle, 0), bundle.data)
        whole = asked_until_acked(url, bundle)
        with nothing_is_committed(office):
            line = [Caller(url).put(path(one, 0), one.data).status_code for one in busy]
            where, part = url + path(bundle, len(bundle.data)), headers_of(whole.content[:50])
            rest = requests.put(where, data=b"", headers=part, timeout=60)

    assert set(line) == {202}
    assert (rest.status_code, whole.content[:50] + rest.content) == (206, whole.content)


def asked_until_acked(url: str, bundle: Sealed) -> requests.Response:
    """Ask for the answer to a bundle that the hub holds, without a byte of it."""
    for _ in range(100):
        answer = Caller(url).put(path(bundle, len(bundle.data)), b"")
        if answer.status_code != 202:
            break
    return answer


def held(url: str, bundle: Sealed) -> int:
    answer = Caller(url).get(f"/v1/bundles/{bundle.id}")
    return int(answer.json()["held"]) if answer.status_code == 200 else 0


@contextmanager
def one_school(office: Office, tmp_path: Path, url: str) -> Iterator[School]:
    """Open a node that the hub knows, with much that it has not sent."""
    home = new_school(office, tmp_path / "node")
    with serving(office.config) as quick, school(home, quick) as one:
        one.agent.tick()
    with school(home, url) as one:
        rng = Random(1)
        one.store.record([Claim(use(learner=Pseudonym(rng.randbytes(8)))) for _ in range(1_200)])
        yield one


@pytest.mark.parametrize(("length", "answered"), [("0" * 5_000 + "5", 202), ("9" * 25, 400), ("9" * 5_000, 400)])
def test_a_length_of_thousands_of_digits_is_read_or_refused(
    slow: str, bundle: Sealed, length: str, answered: int
) -> None:
    link = HTTPConnection(urlsplit(slow).netloc, timeout=20)
    with closing(link):
        link.putrequest("PUT", path(bundle, 0))
        link.putheader("Content-Length", length)
        link.endheaders(b"abcde")
        status = link.getresponse().status

    assert status == answered


def spooled(office: Office) -> int:
    """Return how many bytes the largest bundle has that came."""
    return max(file.stat().st_size for file in office.config.spool_folder.iterdir())


@contextmanager
def running(front: Front) -> Iterator[tuple[uvicorn.Server, str]]:
    """Serve with *front*, which the caller closes; give the server and its address."""
    with bound("127.0.0.1", 0) as listening:
        server = service(front)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        wait_for("the hub", lambda: server.started, timeout_s=20, every_s=0.01)
        yield server, f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(30)
