"""What no rule names is closed; what the base pages need is open."""

import pytest

from shared.web.policy import STAFF, Policy, Role

POLICY = Policy(
    rules={"node.page": frozenset({Role.COORDINATOR}), "node.send": STAFF},
    lan=frozenset({"node.poster"}),
    machine=frozenset({"api.put"}),
    uploads={"node.page": 1_000},
)


@pytest.mark.parametrize("role", list(Role))
def test_a_page_that_no_rule_names_is_closed_to_everybody(role: Role) -> None:
    assert not POLICY.allows("node.new", role)
    assert not POLICY.names("node.new")


@pytest.mark.parametrize("endpoint", ["web.signin", "web.help", "web.privacy", "web.static"])
def test_a_visitor_may_sign_in_and_read_the_help(endpoint: str) -> None:
    assert POLICY.allows(endpoint, Role.VISITOR)


def test_neither_pupils_nor_visitors_are_staff() -> None:
    assert not POLICY.allows("node.send", Role.STUDENT)
    assert not POLICY.allows("node.send", Role.VISITOR)


def test_only_who_may_open_a_page_may_upload_to_it() -> None:
    assert POLICY.upload_bytes("node.page", Role.COORDINATOR) == 1_000
    assert POLICY.upload_bytes("node.page", Role.VISITOR) == 0
    assert POLICY.upload_bytes("node.send", Role.IT) == 0


def test_over_the_air_staff_cannot_even_sign_in() -> None:
    assert not POLICY.open_on_lan("web.signin")
    assert not POLICY.open_on_lan("node.page")
    assert POLICY.open_on_lan("node.poster")
    assert POLICY.open_on_lan("api.put")
