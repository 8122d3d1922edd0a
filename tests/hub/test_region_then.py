"""A plan is audited with the region that it knew: versions that are kept are taken, what is kept in none is told."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from hub import auditing, cataloguing, planning, proposing, weighing
from hub.acts import BY_COMMAND
from hub.fairness import Weights
from hub.kept_means import put_rows
from hub.plan_rows import PlanRow
from hub.quintiles import Quintile
from hub.region_rows import SupplyRow
from hub.store import Store
from shared.resources import Power
from tests.hub.databases import Databases
from tests.hub.office import PERIOD, needs, office, schools
from tests.hub.regions import GUIDE, TABLET

pytestmark = pytest.mark.databases
WHOLE = auditing.Audit((), ())


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path, databases=databases)
    yield opened
    opened.close()


def published(store: Store, weights: Weights | None = None) -> PlanRow:
    plan = proposing.make_plan(store, needs(), weights=weights, **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    return store.plan(plan.id)


def edit(store: Store, **said: str) -> None:
    version = store.catalogue().version
    cataloguing.edit(store, TABLET, said, version=version, why="Cajas nuevas.", by=BY_COMMAND)


def test_a_published_plan_recomputes_whole_after_its_catalogue_was_edited_twice(store: Store) -> None:
    plan = published(store)

    edit(store, lot="10", value="2000000")
    edit(store, lot="3", requires_levels="Secundaria")

    assert store.catalogue().version == 3
    assert auditing.audit(store, plan.id) == WHOLE


def test_it_recomputes_with_what_was_withdrawn_since(store: Store) -> None:
    plan = published(store)

    cataloguing.withdraw(store, GUIDE, version=1, why="Ya no se imprime.", by=BY_COMMAND)

    assert auditing.audit(store, plan.id) == WHOLE


def test_weights_quintiles_and_depots_are_those_of_then(store: Store) -> None:
    put_rows(store, Quintile, [Quintile(place=one.id, quintile=1 + n % 5) for n, one in enumerate(schools())])
    plan = published(store, poorer_first(weighing.first(), 60))

    weighing.keep(store, poorer_first(weighing.first(), 300, version=99))
    put_rows(store, Quintile, [Quintile(place=one.id, quintile=5 - n % 5) for n, one in enumerate(schools())])
    store.put_supply([SupplyRow(depot="UGEL Huamanga", resource=TABLET, units=5)])

    assert plan.inputs["hashes"]["quintiles"]
    assert auditing.audit(store, plan.id) == WHOLE


def poorer_first(weights: Weights, pct: int, version: int = 98) -> Weights:
    return msgspec.structs.replace(weights, version=version, quintile={"1": 100 + pct, "2": 100 + pct // 2})


def test_a_plan_drawn_before_any_quintile_was_known_is_recomputed_without(store: Store) -> None:
    plan = published(store, poorer_first(weighing.first(), 60))

    put_rows(store, Quintile, [Quintile(place=one.id, quintile=1) for one in schools()[:3]])

    assert auditing.audit(store, plan.id) == WHOLE


def test_what_is_kept_in_no_version_and_changed_since_is_named(store: Store) -> None:
    plan = published(store)
    edit(store, lot="10")
    store.put_schools([replace(one, power=Power.GRID) for one in schools()])

    found = auditing.audit(store, plan.id)

    assert found.changed == ("schools",)
    assert found.lines
