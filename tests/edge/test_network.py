"""A network is told apart by what its router is, and by nothing that leaves this computer."""

from pathlib import Path

import pytest

from edge.network import current_network

HEAD = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
WLAN = "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
CABLE = "eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
MODEM = "ppp0\t00000000\t00000000\t0001\t0\t0\t700\t00000000\t0\t0\t0\n"
LOCAL = "wlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0\n"
NEIGHBOURS = "IP address       HW type     Flags       HW address            Mask     Device\n"


def named(folder: Path, routes: str, hardware: str = "") -> str:
    (folder / "route").write_text(HEAD + routes)
    row = f"192.168.1.1 0x1 0x2 {hardware} * wlan0\n" if hardware else ""
    (folder / "arp").write_text(NEIGHBOURS + row)
    return current_network(folder / "route", folder / "arp")


def test_two_routers_of_one_address_are_two_networks_and_a_hash_says_which(tmp_path: Path) -> None:
    home, school = (named(tmp_path, WLAN + LOCAL, f"02:fc:00:00:00:0{n}") for n in (1, 2))

    assert home != school
    assert [name.rsplit("/", 1)[0] for name in (home, school)] == ["wlan0/192.168.1.1"] * 2
    assert ":" not in home
    assert named(tmp_path, WLAN, "02:fc:00:00:00:01") == home


@pytest.mark.parametrize("hardware", ["", "00:00:00:00:00:00"])
def test_a_router_that_has_not_answered_yet_has_half_a_name(tmp_path: Path, hardware: str) -> None:
    assert named(tmp_path, WLAN, hardware) == "wlan0/192.168.1.1/"


def test_the_way_that_is_used_is_the_nearest_one(tmp_path: Path) -> None:
    assert named(tmp_path, WLAN + CABLE).startswith("eth0/10.0.0.1/")
    assert named(tmp_path, MODEM) == "ppp0//"
    assert named(tmp_path, LOCAL) == "//"


def test_where_the_system_has_no_such_tables_the_own_address_tells(tmp_path: Path) -> None:
    name = current_network(tmp_path / "none", tmp_path / "none")

    assert name.startswith("/")
    assert name.endswith("/")
