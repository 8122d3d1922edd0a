"""Above the region's limit a plan needs two people, of two accounts and offices; the limit is kept in versions."""

from pathlib import Path

import pytest

from hub import history, limits, planning, proposing, schema, signing
from hub.accounts import HubAccounts
from hub.acts import Kind
from hub.limits import Limit
from hub.offices import SIGNERS
from hub.plan_rows import PlanRow, PlanStatus
from hub.signing import BY_COMMAND
from hub.store import Store
from shared import web
from shared.acts import Actor
from shared.errors import BadInput, PlanRefused
from tests.hub.office import PASSPHRASE, PERIOD, needs, office
from tests.shared.web.building import hashed

OPERATION, ADMINISTRATION = SIGNERS[web.Role.OPERATOR], SIGNERS[web.Role.ADMIN]
EVA = Actor("eva", ADMINISTRATION)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return office(tmp_path)


@pytest.fixture
def large(store: Store) -> Store:
    """An office whose plan passes the limit of devices, not that of units."""
    limits.set_limit(store, units=10_000, devices=3, why="Para la prueba", by=EVA)
    return store


def drawn(store: Store) -> PlanRow:
    return proposing.make_plan(store, needs(), **PERIOD)


def test_a_small_plan_needs_one_signature_and_a_plan_above_either_limit_two(store: Store) -> None:
    plan = drawn(store)
    size = limits.size_of(store, plan.id)
    figures = [(size.units, size.devices), (size.units - 1, size.devices), (size.units, size.devices - 1)]

    assert (size.units, 0 < size.devices < size.units) == (plan.units, True)
    assert [size.people(Limit(1, units, devices)) for units, devices in figures] == [1, 2, 2]


def test_one_signature_of_two_leaves_a_proposal_that_does_not_go_out(large: Store) -> None:
    plan = drawn(large)

    row = planning.approve(large, plan.id, login="ana", role=OPERATION)
    with pytest.raises(PlanRefused):
        planning.publish(large, plan.id)

    assert row.status is PlanStatus.PROPOSED
    assert limits.signing_of(large, row).missing == (ADMINISTRATION,)


@pytest.mark.parametrize(
    ("login", "role"), [("ana", ADMINISTRATION), ("luz", OPERATION), ("luz", BY_COMMAND[web.Role.OPERATOR])]
)
def test_the_same_account_or_the_same_office_is_no_second_signature(large: Store, login: str, role: str) -> None:
    plan = drawn(large)
    planning.approve(large, plan.id, login="ana", role=OPERATION)

    with pytest.raises(PlanRefused, match="otra función"):
        planning.approve(large, plan.id, login=login, role=role)

    assert large.plan(plan.id).status is PlanStatus.PROPOSED
    assert [act.kind for act in large.acts(plan.id)] == [Kind.PROPOSED, Kind.APPROVED, Kind.REFUSED]


def test_two_people_of_two_offices_approve_it_and_schools_are_told_both(large: Store) -> None:
    plan = drawn(large)
    planning.approve(large, plan.id, login="ana", role=OPERATION)
    row = planning.approve(large, plan.id, login="eva", role=BY_COMMAND[web.Role.ADMIN])

    found = planning.publish(large, plan.id)

    assert row.status is PlanStatus.APPROVED
    assert {tuple(sorted(one.role for one in decision.approvals)) for decision in found} == {
        (ADMINISTRATION, OPERATION)
    }
    assert [act.told()["limit"] for act in large.acts(plan.id) if act.kind == Kind.APPROVED] == [1, 1]


def test_a_limit_is_a_new_version_with_who_set_it_and_why(store: Store) -> None:
    before = limits.current(store)
    limits.set_limit(store, units=500, devices=20, why="Plan piloto", by=EVA)
    limits.set_limit(store, units=900, devices=20, why="Llegó la campaña", by=EVA)

    assert (before, limits.current(store)) == (Limit(), Limit(2, 900, 20))
    assert [one.version for one in limits.versions(store)] == [2, 1]
    assert [(act.subject, act.login, act.told()["why"]) for act in store.acts()] == [
        ("limit/1", "eva", "Plan piloto"), ("limit/2", "eva", "Llegó la campaña"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("units", "devices", "why", "said"),
    [(-1, 1, "x", "va de 0"), (1, 10**12, "x", "va de 0"), (1, 1, "  ", "motivo"), (1, 1, "x" * 301, "300 letras")],
)
def test_a_limit_that_makes_no_sense_changes_nothing(
    store: Store, units: int, devices: int, why: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        limits.set_limit(store, units=units, devices=devices, why=why, by=EVA)

    assert (limits.current(store), store.acts()) == (Limit(), [])


def test_setting_the_limit_that_holds_is_no_new_version(large: Store) -> None:
    with pytest.raises(BadInput, match="ya es el límite"):
        limits.set_limit(large, units=10_000, devices=3, why="Otra vez", by=EVA)


def test_a_person_turns_a_plan_down_and_it_comes_back_only_as_a_new_proposal(store: Store) -> None:
    plan = drawn(store)
    planning.reject(store, plan.id, by=EVA, why="Falta contar Huanta")
    with pytest.raises(PlanRefused, match="lo rechazó"):
        planning.approve(store, plan.id, login="ana")

    again = drawn(store)

    assert (store.plan(plan.id).status, again.id) == (PlanStatus.REJECTED, f"{plan.id}-2")
    assert store.acts(plan.id)[1].told()["why"] == "Falta contar Huanta"


def test_a_published_plan_is_not_turned_down(store: Store) -> None:
    plan = drawn(store)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)

    with pytest.raises(PlanRefused, match="ya está publicado"):
        planning.reject(store, plan.id, by=EVA, why="Tarde")


def test_only_an_administrator_acts_where_the_limit_is_changed_by_command(store: Store) -> None:
    for login, role in (("ana", web.Role.OPERATOR), ("eva", web.Role.ADMIN), ("luz", web.Role.ANALYST)):
        HubAccounts(store).set_credential(web.Credential(login, role, hashed(PASSPHRASE), b""))

    assert signing.administrator(store, login="eva", passphrase=PASSPHRASE).login == "eva"
    for refused in ("ana", "luz"):
        with pytest.raises(BadInput, match="administración"):
            signing.administrator(store, login=refused, passphrase=PASSPHRASE)
    with pytest.raises(BadInput, match="operación o administración"):
        signing.signer(store, login="luz", passphrase=PASSPHRASE)


def test_a_limit_raised_while_a_plan_waits_lets_nobody_sign_it_alone(large: Store) -> None:
    plan = drawn(large)
    limits.set_limit(large, units=10_000, devices=10_000, why="Urge", by=EVA)

    row = planning.approve(large, plan.id, login="eva", role=ADMINISTRATION)

    assert (row.status, limits.signing_of(large, row).missing) == (PlanStatus.PROPOSED, (OPERATION,))
    assert limits.signing_of(large, row).rule.limit == Limit(1, 10_000, 3)


@pytest.mark.parametrize("steps", [(10_000,), (10_000, 10_001, 10_002)])
def test_a_plan_proposed_after_it_is_not_signed_by_the_office_that_raised_it_alone(
    large: Store, steps: tuple[int, ...]
) -> None:
    for devices in steps:
        limits.set_limit(large, units=10_000, devices=devices, why="Urge", by=EVA)
    plan = drawn(large)

    alone = planning.approve(large, plan.id, login="eva", role=ADMINISTRATION)
    words = " ".join(one.text() for one in limits.signing_of(large, alone).words())
    row = planning.approve(large, plan.id, login="ana", role=OPERATION)

    assert (alone.status, row.status) == (PlanStatus.PROPOSED, PlanStatus.APPROVED)
    assert "con un límite anterior, de 10,000 unidades o 3 equipos (versión 1), necesitaba dos firmas" in words
    assert words.endswith("Falta la firma de una cuenta de Operación regional.")


def test_what_a_raised_limit_lets_through_the_other_office_signs_alone(large: Store) -> None:
    limits.set_limit(large, units=10_000, devices=10_000, why="Urge", by=EVA)

    row = planning.approve(large, drawn(large).id, login="ana", role=OPERATION)

    assert row.status is PlanStatus.APPROVED


def test_a_lower_limit_holds_at_once_for_plans_that_wait(store: Store) -> None:
    plan = drawn(store)
    limits.set_limit(store, units=10, devices=1, why="Faltan equipos", by=EVA)

    row = planning.approve(store, plan.id, login="ana", role=OPERATION)

    assert (row.status, limits.signing_of(store, row).missing) == (PlanStatus.PROPOSED, (ADMINISTRATION,))


def test_a_plan_that_no_history_saw_proposed_is_held_to_every_limit(large: Store) -> None:
    limits.set_limit(large, units=10_000, devices=10_000, why="Urge", by=EVA)
    with large.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER acts_no_delete")
    plan = drawn(large)
    with large.begin() as connection:
        connection.execute(schema.acts.delete().where(schema.acts.c.kind == Kind.PROPOSED))

    assert limits.signing_of(large, plan).rule.needed == 2


def test_a_lower_limit_holds_for_an_approved_plan_too_until_another_office_signs(store: Store) -> None:
    plan = drawn(store)
    planning.approve(store, plan.id, login="ana", role=OPERATION)
    limits.set_limit(store, units=10, devices=1, why="Faltan equipos", by=EVA)

    waits = store.plan(plan.id)
    with pytest.raises(PlanRefused, match="falta que una persona lo apruebe"):
        planning.publish(store, plan.id)
    row = planning.approve(store, plan.id, login="eva", role=ADMINISTRATION)

    assert (waits.status, limits.signing_of(store, waits).missing) == (PlanStatus.PROPOSED, (ADMINISTRATION,))
    assert "(versión 1) le falta una firma" in " ".join(history.told(act).text() for act in store.acts(plan.id))
    assert (row.status, [one.login for one in row.approvals]) == (PlanStatus.APPROVED, ["ana", "eva"])
    assert planning.publish(store, plan.id)


def test_a_limit_that_an_approved_plan_keeps_to_leaves_it_approved(store: Store) -> None:
    plan = drawn(store)
    planning.approve(store, plan.id, login="ana", role=OPERATION)
    limits.set_limit(store, units=plan.units, devices=500, why="Así basta", by=EVA)

    assert planning.publish(store, plan.id)
