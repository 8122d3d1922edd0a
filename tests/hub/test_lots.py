"""Lots are made of whole sites at a time: in whatever parts, they are those of the region at once."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.drawing import draw_plan
from hub.fixing import LockRow
from hub.inputs import Inputs, asks_of
from hub.lots import Built, common_of, lots_of, part_of, read, told_of
from shared.allocation import LockKind
from shared.errors import BadInput
from shared.resources import ResourceKind
from tests.hub.office import inputs, needs
from tests.hub.peopled import peopled

SEEDS = st.integers(0, 10_000)


def rows_of(given_: Inputs, forecasts: list[dict[str, object]]) -> pd.DataFrame:
    """Return what travels to who builds the lots: a row of each forecast and one of each site."""
    home = {school.id: school.site for school in given_.schools}
    foreseen = pd.DataFrame(forecasts).assign(told=None)
    foreseen["site"] = [home[school] for school in foreseen["school"]]
    return pd.concat([foreseen, pd.DataFrame(told_of(given_), columns=["site", "told"])], ignore_index=True)


def in_parts(given_: Inputs, rows: pd.DataFrame, parts: int, seed: int) -> Built:
    """Build the lots of so many parts, each of whole sites, their rows and the parts in any order."""
    rng = np.random.default_rng(seed)
    part = {site: int(rng.integers(0, parts)) for site in rows["site"].unique()}
    rows = rows.sample(frac=1, random_state=seed)
    made = [lots_of(part_of(common_of(given_), of)) for _, of in rows.groupby(rows["site"].map(part), sort=False)]
    return read(pa.concat_tables([pa.Table.from_pandas(one, preserve_index=False) for one in made]))


@given(SEEDS, st.integers(1, 20), st.integers(1, 8))
@settings(max_examples=15, deadline=None)
def test_in_parts_and_in_any_order_the_plan_is_that_of_the_region_at_once(seed: int, sites: int, parts: int) -> None:
    given_, forecasts = peopled(seed, sites)

    built = in_parts(given_, rows_of(given_, forecasts), parts, seed)

    assert list(built.asks) == sorted(asks_of(given_), key=lambda ask: (ask.school, ask.resource))
    assert draw_plan(given_, built) == draw_plan(given_)


def test_with_what_people_laid_down_also_where_nothing_is_needed_it_is_the_same_plan() -> None:
    given_, forecasts = peopled(3, 6)
    resources = [one.id for one in given_.catalogue.resources if one.kind is not ResourceKind.PACK]
    lots = {one.id: one.lot for one in given_.catalogue.resources}
    locks = [
        LockRow(school=school.id, resource=resource, kind=LockKind.MIN, units=2 * lots[resource], reason="Censo.")
        for school in given_.schools
        for resource in resources
    ]
    given_ = replace(given_, locks=locks)

    drawn = draw_plan(given_, in_parts(given_, rows_of(given_, forecasts), 3, 1))

    assert drawn == draw_plan(given_)
    asked = {(ask.school, ask.resource) for ask in asks_of(given_)}
    assert any(line.units for line in drawn.lines if (line.school, line.resource) not in asked)


def test_the_lots_that_are_given_are_the_ones_divided() -> None:
    given_, forecasts = peopled(1, 6)
    built = in_parts(given_, rows_of(given_, forecasts), 2, 1)

    without = replace(built, ready=replace(built.ready, count=built.ready.count * 0, worth=built.ready.worth[:0]))

    assert sum(line.units for line in draw_plan(given_, built).lines) > sum(
        line.units for line in draw_plan(given_, without).lines
    )


def test_of_a_site_that_nothing_is_foreseen_for_what_it_has_is_told_all_the_same() -> None:
    given_, forecasts = peopled(2, 8)
    site = given_.stock[0].site
    gone = {school.id for school in given_.schools if school.site == site}
    given_ = replace(given_, foreseen=[row for row in given_.foreseen if row.school not in gone])

    built = in_parts(given_, rows_of(given_, [row for row in forecasts if row["school"] not in gone]), 3, 2)

    assert {ask.school for ask in built.asks} & gone
    assert draw_plan(given_, built) == draw_plan(given_)


def test_without_schools_there_are_no_lots() -> None:
    assert len(lots_of(inputs(schools=[], foreseen=[]))) == 0


def test_forecasts_that_name_a_pair_twice_are_refused() -> None:
    with pytest.raises(BadInput, match="dos veces"):
        lots_of(inputs(foreseen=[*needs(), needs()[0]]))
