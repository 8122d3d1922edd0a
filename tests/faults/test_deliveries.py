"""Doubled, reordered, overlapping, cut and flipped, over HTTP and by stick at once: the same hub in the end."""

import random
import threading
from pathlib import Path

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.carry import carry
from sync import folder as stick_files
from sync.bundle import Sealed, bundle_id
from tests.faults.pair import in_memory, new_school, school, served
from tests.hub.builders import Office, count, node_of, open_office, state_of, use, uses

SPANS = ((0, 3), (3, 6), (2, 5), (5, 8), (0, 8), (6, 7), (1, 8))


def bundles_of(office: Office) -> list[Sealed]:
    """Seal overlapping bundles of two nodes, one of which was copied half-way."""
    node, other = node_of(office), node_of(office, b"o")
    node.record(count(30), *uses(4), name="a")
    node.record(use("2026-10-06"), count(9, day="2026-10-07"), use("2026-10-08"), name="b")
    twin = node.branch(4)
    twin.record(count(7, day="2026-10-08"), *uses(3), name="c")
    other.record(*uses(8), name="o")
    return [one.bundle(*span) for one in (node, twin, other) for span in SPANS]


HOW = st.sampled_from(["http", "http", "stick", "cut", "flipped", "zeros"])
DELIVERIES = st.lists(st.tuples(st.integers(0, 3 * len(SPANS) - 1), HOW, st.floats(0, 1)), max_size=20)


@settings(max_examples=12, deadline=None)
@given(order=st.permutations(range(3 * len(SPANS))), some=DELIVERIES)
def test_whatever_came_how_often_in_which_order_and_by_which_road_the_hub_is_the_same(
    order: list[int], some: list[tuple[int, str, float]]
) -> None:
    with in_memory() as folder:
        _deliver(folder, order, some)


@pytest.mark.soak
@settings(max_examples=400, deadline=None)
@given(order=st.permutations(range(3 * len(SPANS))), some=DELIVERIES)
def test_four_hundred_times_over(order: list[int], some: list[tuple[int, str, float]]) -> None:
    with in_memory() as folder:
        _deliver(folder, order, some)


def _deliver(folder: Path, order: list[int], some: list[tuple[int, str, float]]) -> None:
    office = open_office(folder / "hub")
    bundles = bundles_of(office)
    straight = open_office(folder / "straight")
    for bundle in bundles_of(straight):
        straight.take(bundle)
    wanted = state_of(straight)
    straight.store.close()
    with served(office) as url:
        for number, (at, how, share) in enumerate(some):
            _bring(office, url, folder / f"stick{number}", bundles[at].data, how, share)
        for at in order:
            _bring(office, url, folder / f"last{at}", bundles[at].data, "http" if at % 2 else "stick", 0)
    got = state_of(office)
    waiting = office.store.waiting()
    office.store.close()

    assert waiting == []
    assert {name: got[name] for name in wanted if name != "events"} == {
        name: value for name, value in wanted.items() if name != "events"
    }
    assert got["events"] == wanted["events"]


def _bring(office: Office, url: str, stick: Path, data: bytes, how: str, share: float) -> None:
    at = int(share * (len(data) - 1))
    match how:
        case "http":
            put(url, data)
        case "stick":
            stick.mkdir()
            stick_files.put_bundle(stick, data)
            carry(office.store, office.ingest, stick)
        case "cut":
            put(url, data, data[:at])
        case "flipped":
            put(url, data, data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        case _:
            stick.mkdir()
            stick_files.put_bundle(stick, data).write_bytes(data[:at] + bytes(len(data) - at))
            carry(office.store, office.ingest, stick)


def put(url: str, whole: bytes, sent: bytes | None = None) -> int:
    """Send a bundle, or something else in its place, as a node would: from where the hub says."""

    address, body = f"{url}/v1/bundles/{bundle_id(whole)}", whole if sent is None else sent
    asked = requests.get(address, timeout=60)
    held = asked.json()["held"] if asked.status_code == 200 else 0
    for _ in range(5):
        answer = requests.put(f"{address}?offset={held}&total={len(whole)}", data=body[held:], timeout=20)
        if answer.status_code == 200 or sent is not None:
            break
        held = answer.json().get("held", 0)
    return answer.status_code


def test_wire_and_stick_at_the_same_moment_leave_one_of_each(office: Office, tmp_path: Path) -> None:
    bundles = bundles_of(office)
    (tmp_path / "stick").mkdir()
    for bundle in bundles:
        stick_files.put_bundle(tmp_path / "stick", bundle.data)
    failed: list[BaseException] = []

    def send(seed: int) -> None:
        try:
            for bundle in random.Random(seed).sample(bundles, len(bundles)):
                put(url, bundle.data)
        except BaseException as error:
            failed.append(error)

    with served(office) as url:
        threads = [threading.Thread(target=send, args=(seed,)) for seed in range(3)]
        for thread in threads:
            thread.start()
        for _ in range(3):
            carry(office.store, office.ingest, tmp_path / "stick")
        for thread in threads:
            thread.join()
        for bundle in bundles:
            put(url, bundle.data)
    identities = [(inc, seq, head) for inc, seq, head, _ in state_of(office)["events"]]

    assert failed == []
    assert len(identities) == len(set(identities)) == 8 + 4 + 8
    assert office.store.waiting() == []
    assert office.store.totals().forks == 1


def test_a_node_that_sends_by_both_roads_counts_each_fact_once(office: Office, tmp_path: Path) -> None:
    home = new_school(office, tmp_path / "node")
    (tmp_path / "stick").mkdir()
    with served(office) as url, school(home, url) as one:
        for _ in range(3):
            one.record(4)
            one.agent.carry(tmp_path / "stick")
            one.agent.tick()
            carry(office.store, office.ingest, tmp_path / "stick")
            one.agent.carry(tmp_path / "stick", collect_only=True)

        assert one.store.outbox.pending() == 0
        assert office.store.totals().events == one.store.records.count()
        assert one.store.db.value("SELECT count(*) FROM events WHERE kind = 1") == 12
