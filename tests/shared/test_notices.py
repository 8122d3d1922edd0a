"""What the office did to a computer, in words; what a later version does is not left out."""

from datetime import date

import msgspec
import pytest

from shared.notices import KIND, Notice, What, subject_of, words


def notice(what: str) -> Notice:
    return Notice(what=what, node="00ff", text="La robaron.", role="Operación regional", on=date(2026, 11, 3))


@pytest.mark.parametrize("what", [*What, "melted"])
def test_each_act_has_words_that_name_the_computer(what: str) -> None:
    assert "00ff" in words(notice(what)).text()


def test_a_notice_is_the_same_again_after_its_way() -> None:
    assert msgspec.json.decode(msgspec.json.encode(notice("revoked")), type=Notice) == notice("revoked")
    assert subject_of(What.REVOKED, "00ff") == f"{KIND}/standing/00ff"
