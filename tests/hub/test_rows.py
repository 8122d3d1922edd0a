"""A site is quiet once, however many services it has, and only where a computer is enrolled."""

from dataclasses import replace

from hub.rows import QUIET_DAYS, NodeState, SchoolSync, quiet_sites
from tests.hub.office import SITES, schools


def state(number: int, days: int | None, node: NodeState = NodeState.OK) -> SchoolSync:
    return SchoolSync(school=schools()[number], state=node, days_silent=days)


def test_a_site_is_quiet_after_eight_days_and_not_before_nor_where_no_computer_is_enrolled() -> None:
    revoked, invited = state(2, 99, NodeState.REVOKED), state(3, None, NodeState.INVITED)

    assert quiet_sites([state(0, QUIET_DAYS), state(1, QUIET_DAYS + 1), revoked, invited]) == {SITES[1]}


def test_two_services_of_a_site_are_one_quiet_site() -> None:
    one, other = state(0, 20), state(1, 20)
    other = replace(other, school=replace(other.school, site=SITES[0]))

    assert quiet_sites([one, other]) == {SITES[0]}
