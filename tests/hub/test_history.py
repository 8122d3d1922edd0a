"""What people do to plans is kept with who did it, and a check tells what is not as it was written."""

from pathlib import Path

import pytest
from sqlalchemy import text

from hub import history, planning, proposing, schema
from hub.acts import Kind
from hub.store import Store
from shared.acts import Actor
from shared.errors import BadInput, PlanRefused
from tests.hub.office import PERIOD, needs, office

ANA = Actor("ana", planning.OFFICE)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return office(tmp_path)


def published(store: Store) -> str:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id, ANA)
    return plan.id


def test_a_plan_that_was_proposed_signed_and_published_says_who_did_each(store: Store) -> None:
    plan = published(store)

    assert [(act.kind, act.subject, act.login) for act in store.acts()] == [
        (Kind.PROPOSED, plan, ""), (Kind.APPROVED, plan, "ana"), (Kind.PUBLISHED, plan, "ana"),
    ]  # fmt: skip
    assert history.check(store).problems == ()


def test_drawing_the_same_plan_or_publishing_it_again_adds_nothing(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    for _ in range(2):
        planning.publish(store, plan.id, ANA)

    assert [act.kind for act in store.acts()] == [Kind.PROPOSED, Kind.APPROVED, Kind.PUBLISHED]


def test_a_step_that_is_refused_is_kept_with_who_asked_and_why(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)

    with pytest.raises(PlanRefused):
        planning.publish(store, "latest", ANA)
    act = store.acts(plan.id)[-1]

    assert (act.kind, act.login, act.told()["step"]) == (Kind.REFUSED, "ana", "publish")
    assert "falta que una persona lo apruebe" in history.told(act).text()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE plan_lines SET units = units + 1", "no es como se propuso"),
        ("UPDATE plan_lines SET line = '{}'", "no es como se propuso"),
        ("UPDATE plans SET prices = '{}'", "no es como se propuso"),
        ("DELETE FROM approvals", "Las firmas"),
        ("UPDATE approvals SET login = 'otra'", "Las firmas"),
        ("INSERT INTO approvals SELECT plan, 'otra', role, on_s FROM approvals", "Las firmas"),
    ],
)
def test_a_plan_that_somebody_touched_in_the_database_is_named(store: Store, change: str, said: str) -> None:
    plan = published(store)
    with store.begin() as connection:
        connection.execute(text(change))

    (problem,) = history.check(store).problems

    assert (said in problem.text(), plan in problem.text()) == (True, True)


def test_a_plan_that_was_removed_is_missed(store: Store) -> None:
    proposing.make_plan(store, needs(), **PERIOD)
    with store.begin() as connection:
        connection.execute(schema.plan_lines.delete())
        connection.execute(schema.plans.delete())

    assert "ya no está" in history.check(store).problems[0].text()


def test_the_history_names_no_person_beyond_account_and_office(store: Store) -> None:
    published(store)

    assert {(act.login, act.office) for act in store.acts()} == {("", "El programa"), ("ana", planning.OFFICE)}


def test_the_kind_of_a_later_version_is_shown_by_its_name(store: Store) -> None:
    store.keep_act(Kind.LOCKED, "a", ANA)
    (act,) = store.acts()
    later = type(act)(**{**{name: getattr(act, name) for name in type(act).__slots__}, "kind": "audited"})

    assert (history.named(act), history.named(later), history.told(later).msgid) == ("Cantidad fijada", "audited", "")


@pytest.mark.parametrize("seen", ["", "12", "x:" + "a" * 64, "1:abc", "٣:" + "a" * 64])
def test_what_is_no_row_with_its_hash_is_refused(seen: str) -> None:
    with pytest.raises(BadInput, match="plan history"):
        history.seen_told(seen)
