"""The computers of one site hear each other's public keys, once, and again where one is added or revoked."""

import msgspec

from edge.rows import SchoolRow
from hub import enrol, laptops
from shared.laptops import Laptop, Laptops
from sync.feed import ALL, latest
from sync.keys import NodeKeys
from tests.hub.builders import OTHER_SITE, SCHOOL, SITE, Office
from tests.hub.laptop import Laptop as Node

SECOND = NodeKeys.from_seed(b"2" * 32)


def told(office: Office, site: str = SITE) -> list[Laptops]:
    items = latest(entry.item for entry in office.store.entries(site)).values()
    return [msgspec.json.decode(one.body, type=Laptops) for one in items if one.kind == laptops.KIND]


def enrolled(office: Office, keys: NodeKeys = SECOND, site: str = SITE) -> None:
    with office.store.begin() as connection:
        now_s = office.store.now_s() + 1
        enrol.accept(connection, now_s, node=keys.node_id, verify_key=keys.verify_key, site=site)


def test_a_site_of_one_computer_hears_nothing_and_one_of_two_hears_both(office: Office, laptop: Node) -> None:
    enrolled(office, NodeKeys.from_seed(b"3" * 32), OTHER_SITE)
    alone = laptops.tell(office.store)
    enrolled(office)

    assert (alone, laptops.tell(office.store)) == (0, 1)
    assert told(office) == [
        Laptops(site=SITE, laptops=(Laptop(key=laptop.keys.verify_key), Laptop(key=SECOND.verify_key)))
    ]
    assert (told(office, OTHER_SITE), laptops.KIND in {entry.item.kind for entry in office.store.entries(ALL)}) == (
        [],
        False,
    )


def test_saying_it_again_says_nothing_and_a_computer_that_is_revoked_is_said(office: Office, laptop: Node) -> None:
    enrolled(office)
    laptops.tell(office.store)

    again = laptops.tell(office.store)
    with office.store.begin() as connection:
        enrol.revoke(connection, SECOND.node_id.hex())

    assert (again, laptops.tell(office.store)) == (0, 1)
    assert [one.revoked for one in told(office)[0].laptops] == [False, True]


def test_the_other_laptop_reads_them(office: Office, laptop: Node) -> None:
    laptop.store.site.set(SITE, [SchoolRow(SCHOOL, "I.E. 38001")])
    enrolled(office)
    laptops.tell(office.store)

    laptop.hear(SITE)

    assert Laptop(key=SECOND.verify_key) in laptop.store.news.laptops()
