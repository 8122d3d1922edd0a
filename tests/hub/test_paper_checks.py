"""A school's paper is checked at the region by the keys of the computers that it enrolled, and by nobody else's."""

from pathlib import Path

import pytest

from hub.enrol import accept, revoke
from hub.paper_checks import Verdict, check_paper, words_of
from hub.store import Store
from shared.errors import BadInput
from shared.ids import SchoolId, SiteId, fours
from sync.keys import NodeKeys
from sync.signed_paper import Kind, Paper, code_of
from tests.hub.office import SITES, office, schools

KEYS, OTHERS = NodeKeys.from_seed(b"k" * 32), NodeKeys.from_seed(b"o" * 32)
HOME = schools()[0].id


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An office in which the first school has two computers and the third has one."""
    opened = office(tmp_path)
    enrol(opened, KEYS, SITES[0])
    enrol(opened, NodeKeys.from_seed(b"2" * 32), SITES[0])
    enrol(opened, OTHERS, SITES[2])
    return opened


def enrol(store: Store, keys: NodeKeys, site: SiteId) -> None:
    with store.begin() as connection:
        accept(connection, store.now_s(), node=keys.node_id, verify_key=keys.verify_key, site=site)


def printed(keys: NodeKeys = KEYS, school: SchoolId = HOME) -> str:
    return code_of(Paper(school, Kind.LOAN, "A1", ("x",)), keys)


@pytest.mark.parametrize("seed", [b"k", b"2"])
def test_what_any_computer_of_the_school_signed_corresponds_and_says_which(store: Store, seed: bytes) -> None:
    keys = NodeKeys.from_seed(seed * 32)
    found = check_paper(store, printed(keys))
    said = " ".join(one.text() for one in words_of(found))

    assert (found.verdict, found.is_good, found.node) == (Verdict.GOOD, True, keys.node_id.hex())
    assert [word in said for word in ("Quebrada Honda", fours(keys.node_id.hex()), SITES[0], "17/10/2026")] == [
        True
    ] * 4


def test_a_computer_of_another_school_signs_nothing_of_this_one(store: Store) -> None:
    assert check_paper(store, printed(OTHERS)).verdict is Verdict.NOBODYS
    assert check_paper(store, printed(OTHERS, schools()[2].id)).is_good


@pytest.mark.parametrize("at", [6, 20, 40, 120])
def test_with_one_letter_changed_it_does_not_correspond(store: Store, at: int) -> None:
    text = printed()
    letter = "1" if text[at] != "1" else "2"

    try:
        found = check_paper(store, text[:at] + letter + text[at + 1 :])
    except BadInput:
        return
    assert not found.is_good


def test_a_revoked_computer_is_told_and_is_no_good_signature(store: Store) -> None:
    with store.begin() as connection:
        revoke(connection, KEYS.node_id.hex())
    found = check_paper(store, printed())

    assert (found.verdict, found.is_good) == (Verdict.REVOKED, False)
    assert "dado de baja" in words_of(found)[0].text()


def test_what_the_region_cannot_know_it_says(store: Store) -> None:
    codes = (printed(school=schools()[1].id), printed(school=SchoolId("0000000-0")), "P-A1-0123ABCD")

    assert [check_paper(store, code).verdict for code in codes] == [
        Verdict.NO_COMPUTER, Verdict.NO_SCHOOL, Verdict.TYPED,
    ]  # fmt: skip
    with pytest.raises(BadInput):
        check_paper(store, "hola")
