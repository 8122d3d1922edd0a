"""Whatever the history holds has words."""

from hub import schema
from hub.acts import BY_COMMAND, KINDS, PROGRAM, Kind


def test_every_kind_of_act_has_words_of_its_own() -> None:
    assert set(KINDS) == set(Kind)
    assert len(set(KINDS.values())) == len(Kind)


def test_what_no_account_did_is_told_from_what_the_program_did() -> None:
    assert (BY_COMMAND.login, PROGRAM.login) == ("", "")
    assert BY_COMMAND.office != PROGRAM.office


def test_no_kind_is_longer_than_its_column() -> None:
    assert max(map(len, Kind)) <= schema.acts.c.kind.type.length
