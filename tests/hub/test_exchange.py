"""How much work an upload makes, counted: bytes that come one by one, or are asked for again, are not opened again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from hub.enrol import accept
from hub.exchange import Answer, Asked, Uploads
from hub.ingest import Ingest
from hub.looks import TIMES, Looks
from hub.revocations import revoke
from hub.spool import Spool
from hub.taken import Full, Taken
from sync.ack import Ack, open_ack
from sync.bundle import Sealed
from sync.header import Opening, header_bytes
from sync.opened import Opened, open_frames
from sync.reply import decode_reply
from sync.rest import of
from tests.hub.builders import SITE, Node, Office, uses
from tests.usage_events import uses as lifelike


@dataclass
class Watched:
    """The real ingest of an office, which notes what it is given and what of that it reads."""

    office: Office
    taken: list[int] = field(default_factory=list)
    read: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ingest = Ingest(self.office.store, self.office.keys, read=self._read)

    def take(self, data: bytes, *, keep: bool = True, most: int | None = None) -> Taken | Full:
        self.taken.append(len(data))
        return self._ingest.take(data, keep=keep, most=most)

    def recognises(self, node: bytes) -> bool:
        return self._ingest.recognises(node)

    def _read(self, opening: Opening, data: bytes) -> Opened:
        self.read.append(len(data))
        return open_frames(opening, data)


Send = Callable[..., Answer]


@pytest.fixture
def watched(office: Office) -> Watched:
    return Watched(office)


@pytest.fixture
def now() -> list[float]:
    return [0.0]


@pytest.fixture
def send(office: Office, watched: Watched, now: list[float]) -> Send:
    """Send the bytes of a bundle from an offset on, as one request would."""
    spool = Spool(office.config.spool_folder, max_bytes=2**30, min_free_bytes=0)
    uploads = Uploads(spool, watched, Looks(now_s=lambda: now[0]))

    def sent(bundle: Sealed, first: int = 0, last: int | None = None, data: bytes | None = None, **more: Any) -> Answer:
        brought = (data or bundle.data)[first:last]
        request = Asked(bundle.id, first, len(bundle.data), len(brought), **more)
        upload = uploads.begin(request)
        if isinstance(upload, Answer):
            return upload
        upload.write(brought)
        upload.close()
        return uploads.end(request, upload)

    return sent


def test_byte_by_byte_a_bundle_is_opened_once_for_each_frame(
    office: Office, node: Node, watched: Watched, send: Send
) -> None:
    office.take(node.bundle())
    node.record(*lifelike(3_100))
    bundle = node.bundle()
    for at in range(len(bundle.data)):
        answer = send(bundle, at, at + 1)

    assert answer.status == 200
    # The header alone, after each of the two frames that others follow, and whole.
    assert len(watched.read) == 4
    assert office.store.totals().events == 3_100


def test_what_verifies_counts_as_soon_as_its_frame_is_there(office: Office, node: Node, send: Send) -> None:
    office.take(node.bundle())
    node.record(*lifelike(3_100))
    bundle, seen = node.bundle(), {}
    for at in range(0, len(bundle.data) - 1, 500):
        send(bundle, at, at + 500)
        seen[office.store.totals().events] = at

    assert list(seen) == [0, 1_500, 3_000, 3_100]


def test_the_same_damage_again_and_again_costs_the_sender_all_its_bytes(
    office: Office, node: Node, watched: Watched, send: Send
) -> None:
    office.take(node.bundle())
    node.record(*lifelike(3_100))
    bundle = node.bundle()
    damaged = bundle.data[:-1] + bytes([bundle.data[-1] ^ 1])
    held, answers = 0, []
    for _ in range(TIMES + 1):
        answers.append(send(bundle, held, data=damaged))
        held = int(answers[-1].body.split(b":")[1].rstrip(b"}"))

    assert {answer.status for answer in answers} == {409}
    assert held == 0
    assert sum(watched.read) <= TIMES * len(bundle.data)
    assert send(bundle).status == 200


def test_a_bundle_that_was_received_is_not_opened_again_to_say_so(
    office: Office, node: Node, watched: Watched, send: Send
) -> None:
    node.record(*uses(50))
    bundle = node.bundle()
    first = send(bundle)
    again = [send(bundle, len(bundle.data)) for _ in range(20)]

    assert {answer.body for answer in again} == {first.body}
    assert len(watched.taken) == 1


def test_a_revoked_laptop_that_repeats_what_was_received_is_told_that_it_is_not_recognised(
    office: Office, node: Node, watched: Watched, send: Send
) -> None:
    node.record(*uses(50))
    bundle = node.bundle()
    received = ack_of(office, node, send(bundle))
    revoke(office.store, node.keys.node_id.hex())
    told = ack_of(office, node, send(bundle, len(bundle.data)))
    office.ingest.accept(node.keys.node_id.hex())
    again = ack_of(office, node, send(bundle, len(bundle.data)))

    assert (received.state, told.state, told.received, again.state) == ("ok", "held", None, "ok")
    assert office.store.totals().events == 50


def test_who_asks_for_a_shorter_answer_gets_one_and_then_the_same(
    office: Office, node: Node, watched: Watched, send: Send
) -> None:
    tell(office, 60)
    bundle = node.bundle()
    long = send(bundle)
    short = [send(bundle, len(bundle.data), most=9_000) for _ in range(3)]

    assert len(long.body) > 30_000
    assert 7_500 < len(short[0].body) <= 9_000
    assert {one.body for one in short} == {short[0].body}
    assert len(watched.taken) == 2


def test_of_an_answer_that_was_cut_the_rest_is_given_whatever_is_asked_for_now(
    office: Office, node: Node, watched: Watched, send: Send
) -> None:
    tell(office, 20)
    bundle = node.bundle()
    whole = send(bundle).body
    rest = send(bundle, len(bundle.data), most=2_048, have=of(whole[:7_000]))
    another = send(bundle, len(bundle.data), have=of(b"?" + whole[1:7_000]))

    assert (rest.status, rest.body) == (206, whole[7_000:])
    assert (another.status, another.body) == (200, whole)
    assert len(watched.taken) == 1


def test_the_records_of_a_stranger_are_never_read_and_all_of_them_once_it_is_accepted(
    office: Office, node: Node, watched: Watched, send: Send
) -> None:
    node.code = ""
    node.record(*uses(50))
    bundle = node.bundle()
    held = [send(bundle), *(send(bundle, len(bundle.data)) for _ in range(3))]
    before = list(watched.read)
    with office.store.begin() as connection:
        key = node.keys.verify_key
        accept(connection, office.store.now_s(), node=node.keys.node_id, verify_key=key, site=node.site)
    answer = send(bundle, len(bundle.data))

    assert {one.status for one in held} == {200}
    assert (before, watched.read) == ([], [len(bundle.data)])
    assert ack_of(office, node, answer).received == bundle.end


def test_a_stranger_who_asks_for_ever_is_told_the_same_and_looked_at_once_a_minute(
    office: Office, node: Node, watched: Watched, send: Send, now: list[float]
) -> None:
    node.code = ""
    node.record(*uses(50))
    bundle = node.bundle()
    send(bundle)
    for _ in range(300):
        send(bundle, len(bundle.data))
        now[0] += 1

    assert TIMES < len(watched.taken) <= TIMES + 5


def test_what_a_stranger_sends_little_by_little_is_looked_at_by_its_header_alone(
    office: Office, node: Node, watched: Watched, send: Send
) -> None:
    node.code = ""
    node.record(*lifelike(1_600))
    bundle = node.bundle()
    for at in range(0, len(bundle.data) - 10, 10):
        send(bundle, at, at + 10)

    assert watched.read == []
    assert sum(watched.taken) <= TIMES * len(bundle.data)
    assert watched.taken[0] >= header_bytes(bundle.data)


def test_the_records_of_who_enrols_are_read_once(office: Office, node: Node, watched: Watched, send: Send) -> None:
    node.record(*uses(50))
    bundle = node.bundle()
    answer = send(bundle)

    assert ack_of(office, node, answer).received == bundle.end
    assert watched.read == [len(bundle.data)]


def ack_of(office: Office, node: Node, answer: Answer) -> Ack:
    return open_ack(decode_reply(answer.body).ack, office.keys.public, node.keys.node_id)


def tell(office: Office, count: int) -> None:
    """Say so many things of half a kilobyte to the node's site."""
    with office.store.begin() as connection:
        life = office.store.life(connection)
        for number in range(count):
            subject = f"decision/{number}"
            office.store.issue(
                connection, life, office.keys, stream=SITE, kind="decision", subject=subject, body=bytes(500)
            )
