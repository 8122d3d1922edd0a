"""The ways of dividing have one name each, wherever they are told."""

from pathlib import Path

from hub.ways import NAMES, Way
from shared.web.i18n import catalogue
from tests.benchmarks import allocation

ROOT = Path(__file__).parents[2]
PLACES = {
    Way.PLAN: "ours.alpha0",
    Way.BY_ENROLMENT: "by_enrolment",
    Way.BY_NET_NEED: "need_share",
    Way.FIRST_COME: "first_come",
}
"""Where the benchmark puts the figures of each way."""


def test_every_way_has_a_name_of_its_own() -> None:
    assert set(NAMES) == set(Way)
    assert len(set(NAMES.values())) == len(Way)


def test_the_guide_of_analysis_names_each_as_the_page_does() -> None:
    guide = (ROOT / "docs/analisis.md").read_text(encoding="utf-8")

    assert [name for name in NAMES.values() if f"*{name}*" not in guide] == []


def test_the_benchmark_says_how_the_page_names_each() -> None:
    assert set(PLACES) == set(Way)
    assert {place.removeprefix("ours.") for place in PLACES.values()} <= {"alpha0", *allocation.OTHERS}
    told, english = " ".join((allocation.__doc__ or "").split()), catalogue("en").messages()

    for way, place in PLACES.items():
        assert told.index(f"``{place}``") < told.index(f'"{english[NAMES[way]][0]}"')
