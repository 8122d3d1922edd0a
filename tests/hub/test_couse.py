"""Pairs of materials counted by Spark: as numpy counts them, nothing of few, no name, nothing that does not count."""

from typing import Any

import msgspec
import numpy as np
import pytest

from hub import couse
from hub.release import broadcast_catalogue
from shared.facts import Use
from shared.ids import Pseudonym
from shared.occurred import Occurred
from shared.recommend_scores import trained
from shared.school_year import week_of
from shared.similarity import LEAST_LEARNERS
from tests.hub.builders import CATALOGUE, OTHER_SCHOOL, PACK, SCHOOL, Node, Office, use
from tests.hub.demanding import send
from tests.hub.tastes import FIRST_DAY, name_contents, opened, tastes

pytestmark = pytest.mark.spark


@pytest.fixture(autouse=True)
def named(office: Office) -> None:
    name_contents(office)


LAST = week_of(FIRST_DAY.date()) + 60


def test_spark_counts_as_numpy_does(office: Office, node: Node, spark: Any) -> None:
    send(office, node, *tastes(120))
    uses = couse.uses_frame(spark, office.store)

    found = couse.likeness(uses, LAST, 65)
    assert found == trained(couse.collected(uses, office.store.catalogue()), LAST, 65)
    assert len(found.items) > 12
    assert found.between(found.items).max() > 0.3


def test_of_pairs_of_fewer_than_five_learners_nothing_is_said(office: Office, node: Node, spark: Any) -> None:
    claims = [opened(who, content, 0) for who in range(20) for content in ("x", "y" if who < 4 else "z")]
    send(office, node, *claims)

    found = couse.likeness(couse.uses_frame(spark, office.store), LAST, 65)
    assert set(found.items) == {f"{PACK}/x", f"{PACK}/z"}
    assert LEAST_LEARNERS == 5


def test_what_travels_names_no_learner_and_no_school(office: Office, node: Node, spark: Any) -> None:
    send(office, node, *tastes(60))
    sent = msgspec.json.encode(couse.likeness(couse.uses_frame(spark, office.store), LAST, 65))

    assert SCHOOL.encode() not in sent
    assert not any(b"l%07d" % who in sent or (b"l%07d" % who).hex().encode() in sent for who in range(60))


def test_only_uses_of_packs_by_learners_of_the_sender_s_own_schools_count(
    office: Office, node: Node, spark: Any
) -> None:
    at = Occurred.at(FIRST_DAY)
    foreign = Use(school=OTHER_SCHOOL, resource=PACK, learner=Pseudonym(b"foreign."), content="x")
    nobody = Use(school=SCHOOL, resource=PACK, content="x")
    good = opened(1, "x", 0, progress_pct=30)
    send(office, node, good, use(), type(good)(foreign, at), type(good)(nobody, at))

    [row] = couse.uses_frame(spark, office.store).collect()
    assert (row["room"], row["item"], row["progress"]) == (SCHOOL, f"{PACK}/x", 30)
    assert row["week"] == week_of(FIRST_DAY.date())


def test_a_pack_that_names_no_contents_is_one_material_that_is_never_finished(
    office: Office, node: Node, spark: Any
) -> None:
    bare = msgspec.structs.replace(CATALOGUE, version=3)
    broadcast_catalogue(office.store, bare)
    send(office, node, opened(1, "x", 0, progress_pct=100), opened(1, "y", 0, progress_pct=100))

    [row] = couse.uses_frame(spark, office.store).collect()
    assert (row["item"], row["progress"]) == (PACK, -1)


def test_a_sample_is_the_same_each_time_and_has_its_learners_whole(office: Office, node: Node, spark: Any) -> None:
    send(office, node, *tastes(120))
    uses = couse.uses_frame(spark, office.store)

    some = [couse.collected(couse.some_learners(uses, 40), office.store.catalogue()) for _ in range(2)]
    assert 10 < len(some[0].learners) < 80
    assert np.array_equal(some[0].item, some[1].item)
    assert np.bincount(some[0].learner).tolist() == [2] * len(some[0].learners)
    assert couse.some_learners(uses, 500).count() == uses.count()


def test_an_empty_lake_has_no_uses(office: Office, spark: Any) -> None:
    assert couse.weeks_of(couse.uses_frame(spark, office.store)) == []
