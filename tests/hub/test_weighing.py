"""Weights are versions: kept whole with who and why, named by plans, sent to schools; an audit uses the plan's own."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import auditing, planning, proposing, weighing
from hub.acts import Kind
from hub.drawing import draw_plan
from hub.fairness import DEFAULT_WEIGHTS, Weights, read_weights
from hub.fingerprints import hashes_of_region
from hub.inputs import places_of
from hub.region_rows import School
from hub.store import Store
from shared.acts import Actor
from shared.allocation import Line
from shared.errors import BadInput
from shared.weights import OwnWeights
from sync.feed import ALL
from tests.hub.notified import notices_of
from tests.hub.office import PERIOD, inputs, needs, office, schools, supply
from tests.hub.regions import catalogue

EVA = Actor("eva", "Administración")
OWN = st.builds(
    OwnWeights,
    rurality=st.dictionaries(st.sampled_from(["Rural 1", "Rural 2", "Rural 3"]), st.integers(1, 1000)),
    language=st.dictionaries(st.sampled_from(["quy", "es"]), st.integers(1, 1000)),
    level=st.dictionaries(st.sampled_from(["Primaria", "Inicial"]), st.integers(1, 1000)),
)
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


def test_every_school_reads_why_the_weights_changed(store: Store) -> None:
    weighing.bring_in(store, table(), why="Acuerdo del comité", by=EVA)

    (one,) = notices_of(store, ALL)
    assert (one.what, one.version, one.text, one.role) == ("weights", NEXT, "Acuerdo del comité", EVA.office)


def test_a_review_keeps_nothing(store: Store) -> None:
    weighing.bring_in(store, table(), why="x", by=EVA, dry_run=True)

    assert (weighing.current(store).version, store.acts(), notices_of(store, ALL)) == (OURS, [], [])


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


def of_two_ugels() -> list[School]:
    """The office's six schools, three of each UGEL; each UGEL with a depot of its own."""
    ugels = ("Huamanga", "Huanta")
    return [replace(one, ugel=ugels[n % 2], depot=ugels[n % 2]) for n, one in enumerate(schools())]


OF_HUANTA = {one.id for one in of_two_ugels() if one.ugel == "Huanta"}


@given(own=OWN, base=OWN)
def test_what_a_ugel_has_of_its_own_weighs_in_place_of_the_region_s_and_for_its_schools_alone(
    own: OwnWeights, base: OwnWeights
) -> None:
    region = Weights(version=1, rurality=base.rurality, language=base.language, level=base.level)
    apart = msgspec.structs.replace(region, ugel={"Huanta": own})
    merged = Weights(
        version=1,
        rurality={**base.rurality, **own.rurality},
        language={**base.language, **own.language},
        level={**base.level, **own.level},
    )

    usual, found, instead = (places_of(of_two_ugels(), one) for one in (region, apart, merged))

    here = [one.ugel == "Huanta" for one in of_two_ugels()]
    assert found == [new if mine else old for mine, old, new in zip(here, usual, instead, strict=True)]


def drawn(ugel: dict[str, OwnWeights]) -> dict[tuple[str, str], Line]:
    """Return the lines of a plan in which each UGEL has a depot of its own."""
    stock = [replace(row, depot=depot) for depot in ("Huamanga", "Huanta") for row in supply()]
    weights = Weights(version=1, alpha=2.0, ugel=ugel)
    plan = draw_plan(inputs(schools=of_two_ugels(), supply=stock, weights=weights))
    return {(one.school, one.resource): one for one in plan.lines if one.school not in OF_HUANTA}


@settings(max_examples=4, deadline=None)
@given(own=OWN)
def test_what_a_ugel_has_of_its_own_makes_no_line_of_another_more_or_less_urgent(own: OwnWeights) -> None:
    before, after = drawn({}), drawn({"Huanta": own})

    assert {key: (one.urgency_pct, one.need) for key, one in before.items()} == {
        key: (one.urgency_pct, one.need) for key, one in after.items()
    }


def test_where_each_ugel_has_its_depot_what_one_has_of_its_own_moves_nothing_of_another() -> None:
    own = OwnWeights(rurality={"Rural 1": 1000, "Rural 2": 7})

    assert drawn({}) == drawn({"Huanta": own})


def test_a_plan_drawn_with_weights_of_a_ugel_recomputes_from_the_table_that_it_publishes(store: Store) -> None:
    store.put_schools(of_two_ugels())
    usual = proposing.make_plan(store, needs(), **PERIOD)
    bring_in(store, rurality={}, ugel={"Huanta": {"rurality": {"Rural 1": 400, "Rural 2": 300, "Rural 3": 200}}})

    plan = proposing.make_plan(store, needs(), **PERIOD)

    huanta = {one.id for one in of_two_ugels() if one.ugel == "Huanta"}
    assert {line.school for line in store.plan_lines(plan.id) if line.urgency_pct >= 200} == huanta
    assert auditing.audit(store, plan.id) == auditing.Audit((), ())
    assert auditing.audit(store, usual.id) == auditing.Audit((), ())
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    (sent,) = [entry.item for entry in store.entries(ALL) if entry.item.kind == weighing.KIND]
    assert "Huanta" in msgspec.json.decode(sent.body, type=Weights).ugel


def test_a_table_that_names_a_ugel_without_schools_or_an_impossible_percent_is_refused(store: Store) -> None:
    with pytest.raises(BadInput, match="UGEL que no tienen ninguna escuela: Huamagna"):
        bring_in(store, ugel={"Huamagna": {"rurality": {"Rural 1": 200}}})
    with pytest.raises(BadInput, match="no dicen nada: ruralidad, ugel Huamanga: waited"):
        bring_in(store, ruralidad={}, ugel={"Huamanga": {"waited": {"2": 200}}})
    with pytest.raises(BadInput, match="fuera de 1 a 1000"):
        bring_in(store, ugel={"Huamanga": {"level": {"Primaria": 0}}})
    with pytest.raises(BadInput, match="quintiles que no hay: 6"):
        bring_in(store, ugel={"Huamanga": {"quintile": {"6": 120}}})


def test_a_comparison_tells_what_a_ugel_has_of_its_own_against_what_held_for_it() -> None:
    before = Weights(version=1, language={"quy": 110})
    after = msgspec.structs.replace(before, version=2, ugel={"Huanta": OwnWeights(language={"quy": 150, "ay": 100})})

    assert weighing.compare(before, after) == [weighing.Change("language", "quy", 110, 150, "Huanta")]
    assert weighing.own_rows(after) == [("Huanta", "language", "quy", 150), ("Huanta", "language", "ay", 100)]


def test_a_table_without_weights_of_a_ugel_has_the_fingerprint_that_it_had_before_there_could_be_some() -> None:
    named = read_weights(b'{"version": 1}')

    told = hashes_of_region(schools(), catalogue(), named)
    again = hashes_of_region(schools(), catalogue(), msgspec.structs.replace(named, ugel={"Huanta": OwnWeights()}))

    assert told["weights"] == "23f63558b6192ec3"
    assert again["weights"] != told["weights"]
