"""The sheet of a USB round lists who was not heard, as one drives, and nobody of whom news comes."""

from dataclasses import replace

from hub.acts import BY_COMMAND
from hub.console.round_sheet import SHEET_ROWS, unreached
from hub.console.school_states import Standing
from hub.enrol import invite, revoke
from hub.keyfiles import read_keys
from hub.rows import QUIET_DAYS, NodeState, SchoolSync
from hub.store import Store
from shared.ids import SchoolId, SiteId
from tests.hub.office import SITES, app_of, heard, page, schools, signed_in


def standing(
    number: int, days: int | None, state: NodeState = NodeState.OK, district: str = "", *, invited: bool = False
) -> Standing:
    school = replace(schools()[number], district=district)
    return Standing(SchoolSync(school=school, state=state, days_silent=days, invited=invited), "off", school.name)


def test_who_was_heard_lately_and_who_has_no_computer_is_not_on_the_round() -> None:
    rows = [standing(0, QUIET_DAYS), standing(1, QUIET_DAYS + 1), standing(2, None, NodeState.NONE)]

    assert [one.site for one in unreached(rows)] == [SITES[1]]


def test_who_was_only_invited_is_on_it_and_says_so() -> None:
    (one,) = unreached([standing(0, None, NodeState.INVITED, invited=True)])

    assert (one.invited, one.days) == (True, None)


def test_a_site_whose_laptop_was_revoked_is_on_it_where_another_was_invited_though_it_was_heard_today() -> None:
    rows = [
        standing(0, 0, NodeState.INVITED, invited=True),
        standing(1, 0, NodeState.REVOKED, invited=True),
        standing(2, 30, NodeState.REVOKED),
    ]

    assert [(one.site, one.invited) for one in unreached(rows)] == [(SITES[0], True), (SITES[1], True)]


def test_the_round_goes_district_by_district_the_longest_silent_first() -> None:
    rows = [standing(0, 9, district="Vinchos"), standing(1, 30, district="Vinchos"), standing(2, 20, district="Chiara")]

    assert [one.site for one in unreached(rows)] == [SITES[2], SITES[1], SITES[0]]


def test_two_services_of_a_site_are_one_stop() -> None:
    one, other = standing(0, 20), standing(1, 20)
    other = replace(other, sync=replace(other.sync, school=replace(other.sync.school, site=SITES[0])))

    assert [len(stop.names) for stop in unreached([one, other])] == [2]


def test_the_sheet_is_of_the_ugel_that_was_asked_for(store: Store) -> None:
    heard(store, SITES[0], 30)
    heard(store, SITES[1], 1)
    client = signed_in(app_of(store))

    assert "Quebrada Honda" in page(client, "/escuelas/ronda?ugel=Huamanga")
    assert "El Mirador" not in page(client, "/escuelas/ronda")
    assert "Nadie:" in page(client, "/escuelas/ronda?ugel=Cangallo")


def test_an_empty_round_says_of_how_many_laptops_news_comes_and_how_many_schools_have_none(store: Store) -> None:
    nobody = page(signed_in(app_of(store)), "/escuelas/ronda")
    for site in SITES[:2]:
        heard(store, site, 1)
    text = page(signed_in(app_of(store)), "/escuelas/ronda")

    assert "Nadie: ningún local tiene laptop ni invitación." in nobody
    assert "Nadie: de los 2 locales con laptop llegan noticias." in text
    assert "Además, 4 locales no tienen laptop ni invitación" in text


def test_the_sheet_names_a_site_whose_only_laptop_was_stolen_while_its_new_invitation_is_good(store: Store) -> None:
    heard(store, SITES[0], 1)
    keys = read_keys(store.config)
    with store.begin() as connection:
        revoke(connection, (SITES[0] + "0" * 10)[:16])
    client = signed_in(app_of(store))
    before = page(client, "/escuelas/ronda")
    invite(store, keys.public, SITES[0], store.schools(), "http://10.0.0.2:8060", by=BY_COMMAND)
    after = page(client, "/escuelas/ronda")

    assert ["Quebrada Honda" in text for text in (before, after)] == [False, True]
    assert "invitada, sin laptop" in after


def test_a_round_of_more_sites_than_a_sheet_holds_is_several_sheets(store: Store) -> None:
    one = schools()[0]
    ids = [f"{1_000_000 + number}" for number in range(SHEET_ROWS + 1)]
    store.put_schools(
        [replace(one, id=SchoolId(f"{id_}-0"), site=SiteId(id_), name=f"Local {id_}", ugel="Cangallo") for id_ in ids]
    )
    for id_ in ids:
        heard(store, SiteId(id_), 30, node=f"{int(id_):016x}")
    client = signed_in(app_of(store))

    first, second = (page(client, f"/escuelas/ronda?ugel=Cangallo&p={number}") for number in (1, 2))

    assert [text.count("Local 1") for text in (first, second)] == [SHEET_ROWS, 1]
    assert f"{SHEET_ROWS + 1} locales" in first
    assert len(first.encode()) < 50 * 1024
