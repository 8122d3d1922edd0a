"""A card is read whatever keyboard the scanner types on, and a card that is not whole is none."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadInput
from shared.ids import SchoolId
from sync.card import BEGIN, MOST_LETTERS, card_of, read_card, read_invitation
from sync.enrolment import Invitation, new_code
from sync.keys import HubKeys, ReleaseKey, base32

HUB = HubKeys.generate(ReleaseKey.generate().public).public
services = st.lists(st.tuples(st.from_regex(r"\A[0-9]{7}-[0-9]\Z"), st.text(max_size=60)), min_size=1, max_size=6)
invitations = st.builds(
    lambda url, site, some: Invitation(
        HUB, url, new_code(), site, tuple(SchoolId(id_) for id_, _ in some), tuple(name for _, name in some)
    ),
    st.text("abcdefgh/:.0123456789-", max_size=80),
    st.from_regex(r"\A[0-9]{6}\Z"),
    services,
)
INVITATION = Invitation(HUB, "http://10.0.0.2:8060", "K7F2Q-91QDM", "074294", (SchoolId("0403691-0"),), ("IE 38001",))


@given(invitations)
def test_a_card_comes_back_as_the_invitation_that_it_was(invitation: Invitation) -> None:
    assert read_card(card_of(invitation)) == invitation


@given(invitations, st.data())
def test_what_a_scanner_or_a_person_makes_of_it_does_not_matter(invitation: Invitation, data: st.DataObject) -> None:
    text = card_of(invitation)
    at = data.draw(st.integers(0, len(text)))
    typed = f" {text[:at].lower()}-\n {text[at:]} ".replace("0", "O").replace("1", "l")

    assert read_card(typed) == invitation


@given(st.data())
def test_a_letter_that_is_another_or_one_that_is_missing_is_said(data: st.DataObject) -> None:
    text = card_of(INVITATION)
    at = data.draw(st.integers(len(BEGIN), len(text) - 1))
    letter = data.draw(st.sampled_from([one for one in "0123456789ABCDEFGHJKMNPQRSTVWXYZU" if one != text[at]] + [""]))
    changed = text[:at] + letter + text[at + 1 :]
    try:
        read = read_card(changed)
    except BadInput:
        return

    # The last letter may hold bits that say nothing.
    assert (at, read) == (len(text) - 1, INVITATION)


@given(st.text(max_size=400))
def test_any_other_text_is_no_card(text: str) -> None:
    with pytest.raises(BadInput):
        read_card(text)


def test_a_site_of_many_services_with_long_names_still_prints() -> None:
    names = tuple(f"Institución Educativa Pública N° {number} Señor de los Milagros" for number in range(40))
    many = Invitation(HUB, "http://h", "K7F2Q-91QDM", "074294", tuple(SchoolId(f"{n:07}-0") for n in range(40)), names)
    text = card_of(many)

    assert len(text) <= MOST_LETTERS
    assert read_card(text).schools == many.schools


def test_the_card_is_letters_and_figures_that_any_keyboard_has_in_its_place() -> None:
    text = card_of(INVITATION)

    assert text.isascii()
    assert text.isalnum()
    assert text == text.upper()
    assert not set("OILU") & set(text[len(BEGIN) :])


def test_a_file_may_hold_either() -> None:
    assert read_invitation(INVITATION.to_json()) == INVITATION
    assert read_invitation(card_of(INVITATION).encode() + b"\r\n") == INVITATION


def test_a_card_that_would_swell_is_refused() -> None:
    packed = zlib.compress(bytes(50_000_000), 9)
    body = packed[:20_000]

    with pytest.raises(BadInput):
        read_card(BEGIN + base32(body + b"\0", len(body) * 8 // 5))
