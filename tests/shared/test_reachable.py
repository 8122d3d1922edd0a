"""Which addresses others are told, for whatever a computer has."""

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reachable import ALL, ALL_IPV4, ALL_IPV6, only_here, url_of, working

ADDRESSES = st.ip_addresses().map(str)
ODD = st.sampled_from(
    ["127.0.0.1", "::1", "0.0.0.0", "::", "fe80::1", "fe80::1%wlan0", "224.0.0.251", "ff02::fb", "::ffff:10.0.0.9",
     "169.254.3.4", "192.168.1.7", "10.42.0.1", "fd00::2", "", "wlan0", "1.2.3"]
)  # fmt: skip
FOUND = st.lists(ADDRESSES | ODD, max_size=8)
HOSTS = st.sampled_from([ALL, ALL_IPV4, ALL_IPV6, "", "127.0.0.1", "192.168.1.7"]) | ADDRESSES


def is_told(text: str) -> bool:
    one = ip_address(text)
    far = isinstance(one, IPv6Address) and one.is_link_local
    return not (one.is_loopback or one.is_unspecified or one.is_multicast or far)


@given(FOUND, HOSTS)
def test_every_told_address_is_one_of_this_laptop_that_another_machine_can_type(found: list[str], host: str) -> None:
    told = working(found, host)

    assert all(is_told(one) for one in told)
    assert len(set(told)) == len(told)
    assert {one for one in told if ":" not in one} <= {one.removeprefix("::ffff:") for one in found}
    assert [urlsplit(url_of(one, 8071)).hostname for one in told] == list(told)


@given(FOUND)
def test_all_is_what_both_kinds_are_together(found: list[str]) -> None:
    both = working(found, ALL_IPV4) + working(found, ALL_IPV6)

    assert sorted(working(found, ALL)) == sorted(both)
    assert all(":" not in one for one in working(found, ALL_IPV4))


@given(FOUND, HOSTS, st.randoms())
def test_in_whatever_order_a_system_lists_them_the_same_are_told(found: list[str], host: str, random: object) -> None:
    mixed = sorted(found, key=lambda _: random.random())  # type: ignore[attr-defined]

    assert sorted(working(mixed, host)) == sorted(working(found, host))


@given(FOUND)
def test_the_poster_bears_numbers_of_a_school_where_there_are_any(found: list[str]) -> None:
    told = working(found, ALL)
    at_home = [one for one in told if one.startswith(("192.168.", "10."))]

    assert not at_home or told[0] in [one for one in told if ":" not in one]
    assert not told or (told[0].startswith("169.254.") is all(one.startswith("169.254.") for one in told))


@pytest.mark.parametrize("host", ["localhost", "colegio.example", "::1", "192.168.9.9"])
def test_a_page_that_listens_where_nobody_knocks_has_no_address(host: str) -> None:
    assert working(["192.168.1.7", "127.0.0.1", "::1"], host) == ()


@given(ADDRESSES | st.sampled_from(["127.0.0.1", "127.0.1.1", "0.0.0.0", "::1", "::", "::ffff:127.0.0.1"]))
def test_an_address_that_leads_to_whoever_types_it_is_told_apart(address: str) -> None:
    one = ip_address(address)
    bare = getattr(one, "ipv4_mapped", None) or one

    assert only_here(url_of(address, 8060)) is (bare.is_loopback or bare.is_unspecified)


@pytest.mark.parametrize(
    ("url", "here"),
    [("http://localhost", True), ("https://LocalHost.:8060/", True), ("http://hub.localhost", True),
     ("http://hub", False), ("https://localhost.pe", False), ("http://[", False), ("", False)],
)  # fmt: skip
def test_of_names_only_localhost_leads_there(url: str, here: bool) -> None:
    assert only_here(url) is here
