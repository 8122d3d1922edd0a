"""Weights are versions: kept whole with who and why, named by plans, sent to schools; an audit uses the plan's own."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import auditing, planning, proposing, weighing
from hub.acts import Kind
from hub.fairness import DEFAULT_WEIGHTS, Weights
from hub.store import Store
from shared.acts import Actor
from shared.errors import BadInput
from sync.feed import ALL
from tests.hub.office import PERIOD, needs, office

EVA = Actor("eva", "Administración")
TABLES = st.dictionaries(st.sampled_from(["quy", "ay", "es"]), st.integers(1, 1000))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return office(tmp_path)


OURS = weighing.first().version
NEXT = OURS + 1


def table(version: int = NEXT, **more: object) -> bytes:
    return msgspec.json.encode({"version": version, "rurality": {"Rural 1": 400}, **more})


def bring_in(store: Store, version: int = NEXT, **more: object) -> Weights:
    return weighing.bring_in(store, table(version, **more), why="Acuerdo del comité", by=EVA)


def test_a_new_table_holds_from_now_on_and_the_history_says_who_and_why(store: Store) -> None:
    found = bring_in(store)

    assert (weighing.current(store), [one.version for one in weighing.versions(store)]) == (found, [NEXT, OURS])
    (act,) = store.acts()
    assert (act.kind, act.subject, act.login, act.told()["why"]) == (
        Kind.WEIGHTS, f"weights/{NEXT}", "eva", "Acuerdo del comité",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "why", "said"),
    [
        (table(OURS), "x", f"ya tiene la versión {OURS}"),
        (table(0), "x", "entero desde 1"),
        (table(-3), "x", "entero desde 1"),
        (table(2**70), "x", "entero desde 1"),
        (b"[]", "x", "no se puede leer"),
        (table(), " ", "motivo"),
    ],
)
def test_a_table_that_cannot_follow_changes_nothing(store: Store, data: bytes, why: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        weighing.bring_in(store, data, why=why, by=EVA)

    assert (weighing.current(store).version, store.acts()) == (OURS, [])


def test_a_review_keeps_nothing(store: Store) -> None:
    weighing.bring_in(store, table(), why="x", by=EVA, dry_run=True)

    assert (weighing.current(store).version, store.acts()) == (OURS, [])


def test_a_plan_names_its_version_and_an_audit_uses_that_one_whatever_holds_today(store: Store) -> None:
    first = proposing.make_plan(store, needs(), **PERIOD)
    bring_in(store)
    second = proposing.make_plan(store, needs(), **PERIOD)

    assert (first.weights_version, second.weights_version) == (OURS, NEXT)
    assert store.plan_lines(first.id)[0].urgency_pct != store.plan_lines(second.id)[0].urgency_pct
    assert [auditing.audit(store, one.id) for one in (first, second)] == [auditing.Audit((), ())] * 2


def test_a_region_keeps_the_older_table_that_its_plans_were_drawn_with_until_it_takes_over_the_program_s(
    store: Store,
) -> None:
    with store.begin() as connection:
        store.put_version(connection, weighing.KIND, 1, b'{"version": 1, "least_use_pct": 20}')
    before = weighing.current(store)

    after = weighing.bring_in(store, DEFAULT_WEIGHTS.read_bytes(), why="Acuerdo del comité", by=EVA)

    assert (before.version, before.alpha) == (1, 0)
    assert (after.version, after.alpha) == (OURS, 2)
    assert [weighing.current(store), weighing.named(store, 1)] == [after, before]


def test_a_number_that_two_tables_have_is_refused_where_a_plan_is_drawn(store: Store) -> None:
    proposing.make_plan(store, needs(), **PERIOD)

    with pytest.raises(BadInput, match=f"versión {OURS} de los pesos ya está"):
        proposing.make_plan(store, needs(), **PERIOD, weights=Weights(version=OURS, least_use_pct=90))


def test_publishing_sends_the_table_of_the_plan_to_all_schools_once(store: Store) -> None:
    bring_in(store)
    for _ in range(2):
        plan = proposing.make_plan(store, needs()[:3], **PERIOD)
        planning.approve(store, plan.id, login="ana")
        planning.publish(store, plan.id)

    sent = [entry.item for entry in store.entries(ALL) if entry.item.kind == weighing.KIND]

    assert [item.subject for item in sent] == [f"weights/{NEXT}"]
    assert msgspec.json.decode(sent[0].body, type=Weights) == weighing.current(store)


def test_a_comparison_tells_what_changes_how_even_a_plan_is() -> None:
    before = Weights(version=1, alpha=0.0)
    after = Weights(version=2, alpha=2.0, keep_pct=20, window=5, guarantee_pct=30)

    changes = [(one.group, one.before, one.after, one.is_percent) for one in weighing.compare(before, after)]

    assert changes == [
        ("alpha", 0, 2, False), ("keep_pct", 10, 20, True), ("window", 3, 5, False), ("guarantee_pct", 0, 30, True),
    ]  # fmt: skip


@given(before=TABLES, after=TABLES)
def test_a_comparison_names_exactly_what_counts_differently(before: dict[str, int], after: dict[str, int]) -> None:
    changes = weighing.compare(Weights(version=1, language=before), Weights(version=2, language=after))

    wanted = {name for name in {*before, *after} if before.get(name, 100) != after.get(name, 100)}
    assert {one.name for one in changes} == wanted
