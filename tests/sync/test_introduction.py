"""Typed words name one hub and one code; another hub in the place of the true one is found out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadInput
from shared.ids import SchoolId
from sync.enrolment import new_code
from sync.introduction import Introduction, Served, code_words, key_words, read_code
from sync.keys import HubKeys, ReleaseKey, base32

HUB, FALSE = (HubKeys.generate(ReleaseKey.generate().public).public for _ in range(2))
SERVED = {"074294": (Served(SchoolId("0403691-0"), "IE 38001"),)}
TRUE = Introduction(HUB, "http://hub:8060", SERVED)


@given(st.binary(min_size=7, max_size=7))
def test_a_code_is_the_same_in_words_and_in_letters(drawn: bytes) -> None:
    letters = base32(drawn, 10)
    code = f"{letters[:5]}-{letters[5:]}"

    assert read_code(" ".join(code_words(code))) == read_code(code.lower().replace("0", "o")) == code


def test_what_was_typed_is_the_invitation_whichever_way_the_key_was_told() -> None:
    code = new_code()
    told = [
        TRUE.invitation(fingerprint=key, code=words, site="074294")
        for key, words in ((" ".join(key_words(HUB)), " ".join(code_words(code))), (HUB.fingerprint(), code))
    ]

    assert told[0] == told[1]
    assert (told[0].hub, told[0].code, told[0].url, told[0].schools) == (HUB, code, "http://hub:8060", ("0403691-0",))


def test_another_hub_that_answers_in_its_place_is_not_believed() -> None:
    with pytest.raises(BadInput, match="su huella es otra"):
        Introduction(FALSE, "http://hub:8060", SERVED).invitation(
            fingerprint=" ".join(key_words(HUB)), code=new_code(), site="074294"
        )


def test_a_site_that_the_hub_does_not_know_is_said() -> None:
    with pytest.raises(BadInput, match="no conoce escuelas en el local «999999»"):
        TRUE.invitation(fingerprint=HUB.fingerprint(), code=new_code(), site="999999")


def test_it_comes_back_from_its_file_and_anything_else_is_none() -> None:
    assert Introduction.from_json(TRUE.to_json()) == TRUE
    for data in (b"", b"<html>", b"{}", b'{"hub": {}}', b"[" * 100_000, b" " * 5_000_000):
        with pytest.raises(BadInput, match="no responde una central"):
            Introduction.from_json(data)
