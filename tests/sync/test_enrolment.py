"""A one-time code, as people copy it, binds a node's key to a site."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadInput
from shared.ids import SchoolId
from sync.enrolment import Invitation, new_code, proof, proves, tidy_code
from tests.sync.builders import HUB, NODE, SITE

INVITATION = Invitation(HUB.public, "http://hub:8060", "K7F2Q-91QDM", SITE, (SchoolId("0403691-0"),), ("38001",))


def test_an_invitation_comes_back_from_its_file() -> None:
    assert Invitation.from_json(INVITATION.to_json()) == INVITATION


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"[" * 5_000,
        b"{}" + b" " * 20_000,
        INVITATION.to_json()[:-2],
        msgspec.json.encode(msgspec.structs.replace(INVITATION, schools=())),
        msgspec.json.encode(msgspec.structs.replace(INVITATION, school_names=("a", "b"))),
        INVITATION.to_json().replace(b'"verify": "', b'"verify": "AAAA'),
    ],
)
def test_what_is_no_invitation_asks_for_another(text: bytes) -> None:
    with pytest.raises(BadInput, match="Pida otra"):
        Invitation.from_json(text)


def test_a_code_survives_how_people_write_it() -> None:
    code = new_code()

    assert proves(code.lower().replace("-", " "), NODE.verify_key, SITE, proof(code, NODE.verify_key, SITE))


@given(st.sampled_from([NODE.verify_key, bytes(32)]), st.sampled_from([SITE, "", "074295"]))
def test_a_proof_serves_one_key_and_one_site(key: bytes, site: str) -> None:
    given_proof = proof("K7F2Q-91QDM", NODE.verify_key, SITE)

    assert proves("K7F2Q-91QDM", key, site, given_proof) == ((key, site) == (NODE.verify_key, SITE))


def test_another_code_proves_nothing() -> None:
    assert not proves("K7F2Q-91QDN", NODE.verify_key, SITE, proof("K7F2Q-91QDM", NODE.verify_key, SITE))


def test_codes_differ_and_hold_fifty_bits() -> None:
    codes = {new_code() for _ in range(100)}

    assert len(codes) == 100
    assert {len(tidy_code(code)) for code in codes} == {10}
