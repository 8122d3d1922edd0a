"""Accounts of the office change at once, in the history, and never so that nobody administers."""

import pytest

from hub import staff
from hub.accounts import HubAccounts
from hub.acts import BY_COMMAND
from hub.factors import Factors
from hub.second_factor import code_at, step_of
from hub.staff import Member
from shared.acts import Actor
from shared.errors import BadInput
from shared.web import Credential, Role, Session
from tests.hub.builders import Office

pytestmark = pytest.mark.databases

ROSA = Actor("rosa", "Administración")
SEED = b"12345678901234567890"


def opened(office: Office, **roles: Role) -> None:
    for login, role in roles.items():
        staff.keep(office.store, login, role, "secreto", by=BY_COMMAND)
        for number in range(2):
            token = f"{login}{number}".encode().ljust(32)
            HubAccounts(office.store).open_session(Session(token, login, role, b"", 1, 2 + number))


@pytest.mark.parametrize("name", ["", "a\0b", "a\nb", "x" * 200])
def test_an_account_has_a_short_name_that_people_type(name: str) -> None:
    with pytest.raises(BadInput, match="nombre corto"):
        staff.told_login(name)


def member(office: Office, login: str) -> Member:
    return next(one for one in staff.members(office.store) if one.login == login)


def credential(office: Office, login: str) -> Credential:
    found = HubAccounts(office.store).credential(login)
    assert found is not None
    return found


def test_an_account_stays_its_person_s_when_its_passphrase_or_role_changes(office: Office) -> None:
    for login, role, secret, same in (
        ("ana", Role.OPERATOR, "uno", ""), ("jefa", Role.ADMIN, "dos", "ana"), ("ana", Role.ADMIN, "tres", ""),
        ("zoe", Role.ADMIN, "cuatro", ""),
    ):  # fmt: skip
        staff.keep(office.store, login, role, secret, by=BY_COMMAND, same_person=same)
    ana, jefa, zoe = (credential(office, login) for login in ("ana", "jefa", "zoe"))

    assert ana.person
    assert ana.person == jefa.person
    assert zoe.person == b""
    assert (ana.role, ana.secret) == (Role.ADMIN, "tres")
    assert member(office, "ana").with_ == ("jefa",)


def test_who_is_not_there_is_nobody_s_other_account(office: Office) -> None:
    with pytest.raises(BadInput, match="No hay una cuenta «ana»"):
        staff.keep(office.store, "jefa", Role.ADMIN, "dos", by=BY_COMMAND, same_person="ana")

    assert HubAccounts(office.store).credential("jefa") is None
    assert office.store.acts() == []


def test_a_new_role_ends_the_sessions_of_the_old_one(office: Office) -> None:
    opened(office, ana=Role.OPERATOR, rosa=Role.ADMIN)
    staff.set_role(office.store, "ana", Role.ANALYST, by=ROSA)

    assert (member(office, "ana").role, member(office, "ana").sessions) == (Role.ANALYST, 0)
    assert member(office, "rosa").sessions == 2
    with pytest.raises(BadInput, match="ya es"):
        staff.set_role(office.store, "ana", Role.ANALYST, by=ROSA)


def test_a_closed_account_opens_nothing_and_its_name_is_given_to_nobody_else(office: Office) -> None:
    opened(office, ana=Role.OPERATOR, rosa=Role.ADMIN)
    factors = Factors(office.store, required=True)
    factors.set_up("ana", SEED, code_at(SEED, step_of(office.store.now_s())), by=ROSA)
    staff.close(office.store, "ana", by=ROSA)

    assert HubAccounts(office.store).credential("ana") is None
    assert staff.open_sessions(office.store, "ana") == []
    assert factors.of("ana") is None
    assert member(office, "ana").closed
    assert staff.named(office.store, "ana") is None
    with pytest.raises(BadInput, match="hubo"):
        staff.keep(office.store, "Ana", Role.OPERATOR, "otro", by=ROSA, is_new=True)
    with pytest.raises(BadInput, match="No hay"):
        staff.close(office.store, "ana", by=ROSA)


def test_an_account_that_appeared_while_somebody_typed_its_passphrase_is_not_replaced(office: Office) -> None:
    staff.expect(office.store, "ana", replaces=False)
    opened(office, ana=Role.OPERATOR)
    with pytest.raises(BadInput, match="--replace"):
        staff.keep(office.store, "ana", Role.ADMIN, "otro", by=BY_COMMAND, replaces=False)

    assert credential(office, "ana").secret == "secreto"
    with pytest.raises(BadInput, match="--replace"):
        staff.expect(office.store, " Ana ", replaces=False)


def test_an_account_that_a_command_opens_again_is_of_the_same_person(office: Office) -> None:
    opened(office, ana=Role.OPERATOR, rosa=Role.ADMIN)
    staff.keep(office.store, "jefa", Role.OPERATOR, "x", by=BY_COMMAND, same_person="ana")
    before = credential(office, "ana").person
    staff.close(office.store, "ana", by=ROSA)
    staff.keep(office.store, "ana", Role.OPERATOR, "nuevo", by=BY_COMMAND)

    assert credential(office, "ana").person == before
    assert [one.closed for one in staff.members(office.store)] == [None] * 3


def test_there_is_always_somebody_who_administers(office: Office) -> None:
    opened(office, ana=Role.OPERATOR, rosa=Role.ADMIN)
    for change in (
        lambda: staff.close(office.store, "rosa", by=ROSA),
        lambda: staff.set_role(office.store, "rosa", Role.OPERATOR, by=ROSA),
        lambda: staff.keep(office.store, "rosa", Role.OPERATOR, "x", by=BY_COMMAND),
    ):
        with pytest.raises(BadInput, match="única cuenta que administra"):
            change()
    staff.set_role(office.store, "ana", Role.ADMIN, by=ROSA)
    staff.close(office.store, "rosa", by=Actor("ana"))

    assert [one.login for one in staff.members(office.store) if one.role is Role.ADMIN and not one.closed] == ["ana"]


def test_one_ends_their_other_sessions_and_somebody_else_ends_all(office: Office) -> None:
    opened(office, ana=Role.OPERATOR)
    here = staff.open_sessions(office.store, "ana")[0].token

    assert staff.end_sessions(office.store, "ana", by=Actor("ana"), but=here) == 1
    assert [one.token for one in staff.open_sessions(office.store, "ana")] == [here]
    assert staff.end_sessions(office.store, "ana", by=ROSA) == 1


def test_every_change_is_in_the_history_and_no_secret_is(office: Office) -> None:
    opened(office, ana=Role.OPERATOR, rosa=Role.ADMIN)
    staff.set_role(office.store, "ana", Role.ANALYST, by=ROSA)
    staff.end_sessions(office.store, "ana", by=ROSA)
    staff.change_secret(office.store, "ana", "otro secreto")
    staff.close(office.store, "ana", by=ROSA)
    acts = [act for act in office.store.acts() if act.subject == "account/ana"]

    assert [act.told()["what"] for act in acts] == ["opened", "role", "sessions", "secret", "closed"]
    assert {act.login for act in acts} == {"", "rosa", "ana"}
    assert "secreto" not in repr(office.store.acts())


@pytest.mark.parametrize("text", ["", "  ", "x" * 81])
def test_a_name_that_does_not_serve_opens_no_account(office: Office, text: str) -> None:
    with pytest.raises(BadInput, match="nombre corto"):
        staff.keep(office.store, text, Role.ADMIN, "x", by=BY_COMMAND)
