"""The list of names in DHIS2 is kept version by version, and the same list again is no new version."""

import pytest

from hub import dhis2_names
from hub.dhis2_names import Names, current, keep, lacking
from tests.hub.builders import Office

ONE = Names(elements={"tablet": {"units": "fbfJHSPpUQD"}}, units={"0403691-0": "DiszpKrYNg8"})


@pytest.mark.databases
def test_each_list_is_a_version_and_the_newest_holds(office: Office) -> None:
    assert current(office.store) is None
    other = Names(elements={"tablet": {"units": "cYeuwXTCPkU"}})

    assert [keep(office.store, one).version for one in (ONE, ONE, other, ONE)] == [1, 1, 2, 3]
    newest = current(office.store)
    assert newest is not None
    assert (newest.version, newest.rows()) == (3, ONE.rows())


def test_what_dhis2_does_not_know_is_named() -> None:
    assert lacking(ONE, ["tablet", "guia"], ["0403691-0", "0403692-0"]) == (["guia"], ["0403692-0"])
    assert set(dhis2_names.MEASURES) == {"units", "peak_concurrent", "learners", "unserved", "stockout_days"}
