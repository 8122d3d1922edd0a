"""What systems say of their own addresses."""

import socket
from pathlib import Path

import pytest

from shared.own_addresses import lasting_ipv6, local_ipv4, own_addresses, source_to

TRIE = """Main:
  +-- 0.0.0.0/0 3 0 5
     +-- 127.0.0.0/8 2 0 2
           |-- 127.0.0.1
              /32 host LOCAL
     +-- 10.42.0.0/24 2 0 2
           |-- 10.42.0.0
              /24 link UNICAST
           |-- 10.42.0.1
              /32 host LOCAL
        |-- 10.42.0.255
           /32 link BROADCAST
Local:
           |-- 10.42.0.1
              /32 host LOCAL
"""
LASTING, TEMPORARY, DEPRECATED = "00", "01", "a0"


def row(address: str, flags: str) -> str:
    return f"{socket.inet_pton(socket.AF_INET6, address).hex()} 04 40 00 {flags} wlan0\n"


def test_of_linux_tables_the_own_addresses_are_read_once_each() -> None:
    assert local_ipv4(TRIE) == ["127.0.0.1", "10.42.0.1"]


def test_an_address_that_passes_by_tomorrow_is_left_out() -> None:
    table = row("fd00::1", LASTING) + row("fd00::2", TEMPORARY) + row("fd00::3", DEPRECATED) + "half a row\n"

    assert lasting_ipv6(table) == ["fd00::1"]


def test_both_tables_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "4").write_text(TRIE)
    (tmp_path / "6").write_text(row("fd00::1", LASTING))

    assert own_addresses(tmp_path / "4", tmp_path / "6") == ("127.0.0.1", "10.42.0.1", "fd00::1")


def test_without_tables_the_name_of_the_computer_tells(tmp_path: Path) -> None:
    try:
        socket.getaddrinfo(socket.gethostname(), None)
    except OSError:
        pytest.skip("this machine does not know its own name")

    assert own_addresses(tmp_path / "none", tmp_path / "none")


def test_of_this_very_machine_each_address_can_be_listened_on() -> None:
    found = own_addresses()
    for address in (one for one in found if not one.startswith("fe80")):
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM) as at:
            at.bind((address, 0))

    assert found


def test_where_there_is_no_way_there_is_no_address() -> None:
    assert (source_to("127.0.0.1"), source_to("no address")) == ("127.0.0.1", "")
