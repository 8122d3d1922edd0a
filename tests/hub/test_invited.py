"""What is printed for a school is what its laptop needs, and what the hub tells anybody is no secret."""

from datetime import timedelta

from hub.acts import BY_COMMAND
from hub.enrol import invite
from hub.invited import introduction, open_invitations, sheet_of
from hub.region_rows import School
from shared.ids import SchoolId
from sync.card import read_card
from sync.introduction import Introduction
from tests.hub.builders import OTHER_SITE, SCHOOL, SITE, Node, Office, StillClock, node_of, uses


def test_a_sheet_says_in_words_and_in_its_qr_what_the_file_says(office: Office) -> None:
    code = office.invite()
    sheet = sheet_of(office.store, office.keys.public, SITE)

    assert sheet is not None
    assert read_card(sheet.card) == sheet.invitation
    told = introduction(office.store, office.keys.public, SITE).invitation(
        fingerprint=" ".join(sheet.key_words), code=" ".join(sheet.code_words), site=SITE
    )
    assert told == sheet.invitation
    assert (told.code, told.schools, told.url) == (code, (SCHOOL,), "http://127.0.0.1")


def test_an_invitation_that_was_used_or_is_over_has_no_sheet(office: Office) -> None:
    clock = office.config.clock
    assert isinstance(clock, StillClock)
    node = node_of(office)
    node.record(*uses(1))
    office.invite(OTHER_SITE)
    both = [one.site for one in open_invitations(office.store)]
    office.take(node.bundle())
    left = [one.site for one in open_invitations(office.store)]
    clock.at += timedelta(days=15)

    assert (sorted(both), left) == ([SITE, OTHER_SITE], [OTHER_SITE])
    assert open_invitations(office.store) == []
    assert sheet_of(office.store, office.keys.public, OTHER_SITE) is None


def test_the_hub_tells_anybody_its_key_and_the_services_of_invited_sites_and_no_code(
    office: Office, node: Node
) -> None:
    data = introduction(office.store, office.keys.public).to_json()

    assert Introduction.from_json(data).hub == office.keys.public
    assert list(Introduction.from_json(data).sites) == [SITE]
    assert node.code.encode() not in data
    assert node.code.replace("-", "").encode() not in data


def test_services_of_one_name_are_told_apart_wherever_an_invitation_names_them(
    office: Office,
) -> None:
    levels = ("Inicial", "Primaria")
    rows = [School(id=SchoolId(f"099990{n}-0"), site=SITE, name="Los Andes", level=one) for n, one in enumerate(levels)]
    office.store.put_schools(rows)
    found = invite(office.store, office.keys.public, SITE, office.store.schools(), "https://hub.pe", by=BY_COMMAND)
    [listed] = open_invitations(office.store)
    sheet = sheet_of(office.store, office.keys.public, SITE)
    served = introduction(office.store, office.keys.public, SITE).sites[SITE]

    told = ("Los Andes (Inicial)", "Los Andes (Primaria)")
    assert set(told) <= set(found.school_names)
    assert set(told) <= set(listed.schools)
    assert sheet is not None
    assert set(told) <= set(sheet.invitation.school_names)
    assert set(told) <= {one.name for one in served}
