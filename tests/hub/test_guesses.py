"""Guessing a code leads nowhere, and a laptop whose code is over keeps no other one of its site from joining."""

from pathlib import Path

import msgspec

from hub import guesses, schema
from hub.database import put
from hub.rows import NodeState
from sync.keys import NodeKeys
from tests.hub.builders import OTHER_SITE, SITE, Node, Office, node_of, uses


def guess(office: Office, seed: bytes, code: str) -> Node:
    node = Node(NodeKeys.from_seed(seed * 32), SITE, code, hub=office.keys.public)
    node.record(*uses(1), name=seed.decode())
    return node


def state(office: Office, node: Node) -> NodeState:
    from hub.enrol import state_of

    with office.store.read() as connection:
        return state_of(connection, node.keys.node_id)


def test_whoever_tries_codes_keeps_no_school_from_joining(office: Office) -> None:
    right = node_of(office, b"r")
    right.record(*uses(2), name="r")
    for number in range(40):
        office.take(guess(office, b"%c" % (48 + number), f"AAAAA-AAAA{number % 10}").bundle())

    assert office.take(right.bundle()).state == "ok"
    assert state(office, right) is NodeState.OK


def test_after_too_many_wrong_codes_even_the_right_one_waits_a_quarter_of_an_hour(office: Office) -> None:
    with office.store.begin() as connection:
        guesses.note_wrong(connection, 1_000, SITE, bytes(16))
        full = msgspec.msgpack.encode((guesses.MOST, 1_000, ()))
        put(connection, schema.throttles, {"name": f"enrol:{SITE}", "body": full})

        assert not guesses.may_try(connection, 1_000 + guesses.WITHIN_S - 1, SITE, b"p" * 16)
        assert guesses.may_try(connection, 1_000 + guesses.WITHIN_S, SITE, b"p" * 16)


def test_nobody_guesses_a_code_in_the_days_that_it_is_good() -> None:
    looks = guesses.MOST * 14 * 86_400 // guesses.WITHIN_S

    assert looks / 2**50 < 1e-7


def test_the_contract_tells_the_figures_that_hold() -> None:
    contract = " ".join((Path(guesses.__file__).parents[1] / "sync" / "PROTOCOL.md").read_text("utf-8").split())

    assert f"Of wrong proofs for a site {guesses.MOST:,} are looked at in {guesses.WITHIN_S} seconds" in contract
    assert f"One of the last {guesses.KEPT} found wrong is no guess" in contract


def test_the_same_wrong_proof_again_and_again_is_one_guess(office: Office) -> None:
    stale, right = guess(office, b"s", "AAAAA-AAAAA"), node_of(office, b"r")
    right.record(*uses(2), name="r")
    for _ in range(20):
        office.take(stale.bundle())

    assert office.take(right.bundle()).state == "ok"


def test_guesses_at_one_site_do_not_touch_another(office: Office) -> None:
    for number in range(9):
        office.take(guess(office, b"%d" % number, f"AAAAA-AAAA{number}").bundle())
    other = node_of(office, b"o", OTHER_SITE)
    other.record(*uses(1), name="o")

    assert office.take(other.bundle()).state == "ok"


def test_where_nobody_is_invited_nothing_is_remembered(office: Office) -> None:
    for number in range(9):
        office.take(guess(office, b"%d" % number, f"AAAAA-AAAA{number}").bundle())
    right = node_of(office, b"r")
    right.record(*uses(1), name="r")

    assert office.take(right.bundle()).state == "ok"


def test_what_is_remembered_of_a_site_is_bounded(office: Office) -> None:
    with office.store.begin() as connection:
        for number in range(100):
            guesses.note_wrong(connection, number, SITE, bytes([number] * 16))

        assert not guesses.may_try(connection, 10_000, SITE, bytes([99] * 16))
        assert guesses.may_try(connection, 10_000, SITE, bytes([3] * 16))
