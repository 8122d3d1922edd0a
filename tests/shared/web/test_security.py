"""Which hosts are ours, what travels in private, and where a browser may be sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.security import host_allowed, is_private, local_path

NAMES = frozenset({"localhost", "chasqui.local"})


@pytest.mark.parametrize("header", ["chasqui.local", "CHASQUI.local:8070", "10.0.0.7:80", "[fe80::1]:8070", "[::1]"])
def test_a_listed_name_or_a_bare_address_is_ours(header: str) -> None:
    assert host_allowed(header, NAMES)


@pytest.mark.parametrize("header", ["", "chasqui.local.evil.example", "10.0.0.7.evil.example", "[evil]", "999.1.1.1"])
def test_a_name_that_somebody_elses_server_could_point_here_is_not(header: str) -> None:
    assert not host_allowed(header, NAMES)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_this_very_machine_is_private_without_tls(address: str) -> None:
    assert is_private(address, secure=False)


@pytest.mark.parametrize("address", [None, "", "192.168.1.7", "::ffff:192.168.1.7", "localhost"])
def test_any_other_machine_is_private_only_with_tls(address: str | None) -> None:
    assert not is_private(address, secure=False)
    assert is_private(address, secure=True)


@pytest.mark.parametrize("target", [None, "", "envio", "//evil.example", "/\\evil.example", "/\tx", "/\n/evil.example"])
def test_a_target_that_leaves_this_site_is_not_followed(target: str | None) -> None:
    assert local_path(target, "/inicio") == "/inicio"


@given(st.text())
def test_whatever_is_asked_for_the_browser_stays_here(target: str) -> None:
    found = local_path(target, "/")

    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
