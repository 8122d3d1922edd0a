"""A site reads what it is told where it has a computer that is believed, and there alone."""

import pytest

from hub.enrol import revoke
from hub.linked import linked, without_laptop
from hub.store import Store
from tests.hub.office import SITES, heard
from tests.hub.sent import PLAN
from tests.hub.test_closing import store

__all__ = ["store"]
pytestmark = pytest.mark.databases


def test_of_the_sites_of_a_plan_those_are_counted_whose_laptop_is_none_or_was_revoked(store: Store) -> None:
    before = without_laptop(store, PLAN)
    for site in SITES[:3]:
        heard(store, site, 1)
    heard_of = linked(store), without_laptop(store, PLAN)
    with store.begin() as connection:
        revoke(connection, (SITES[0] + "0" * 10)[:16])

    assert (before, heard_of) == (2, (set(SITES[:3]), 0))
    assert (linked(store), without_laptop(store, PLAN)) == (set(SITES[1:3]), 1)
    assert without_laptop(store, "otro") == 0
