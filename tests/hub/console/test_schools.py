"""Schools are ordered by silence and placed on a map that they fill."""

from dataclasses import replace

from hub.console.schools import Standing, by_silence, dots
from hub.region_rows import School
from hub.rows import NodeState, SchoolSync
from tests.hub.office import schools


def standing(school: School, state: str = "ok") -> Standing:
    return Standing(SchoolSync(school=school, state=NodeState.OK, days_silent=2), state, "")


def test_the_never_heard_come_before_the_longest_silent_and_those_without_a_computer_last() -> None:
    syncs = [
        SchoolSync(school=school, state=state, days_silent=days)
        for school, state, days in zip(
            schools(),
            (NodeState.OK, NodeState.NONE, NodeState.OK, NodeState.INVITED),
            (3, None, 30, None),
            strict=False,
        )
    ]

    names = [sync.school.name for sync in sorted(syncs, key=by_silence)]

    assert names == ["Río Claro", "Puente Viejo", "Quebrada Honda", "El Mirador"]


def test_the_northernmost_school_is_on_top_and_the_easternmost_at_the_right() -> None:
    placed = [replace(schools()[n], lat=lat, lon=lon) for n, (lat, lon) in enumerate([(-13, -75), (-14, -74)])]

    found = dots([standing(school) for school in placed])

    assert [(dot["x"], dot["y"]) for dot in found] == [(6.0, 6.0), (94.0, 94.0)]


def test_a_school_without_a_place_or_a_computer_is_not_on_the_map_and_one_alone_makes_no_map() -> None:
    one, lost, bare = schools()[:3]
    rows = [standing(one), standing(replace(lost, lat=None, lon=None)), standing(bare, "none")]

    assert dots(rows) == []
