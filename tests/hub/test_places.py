"""What a resource asks of a place is named where it is not met, and unknown is not no."""

import pytest

from hub.places import Place
from shared.ids import SchoolId, SiteId
from shared.resources import Power, Requirement, Resource, ResourceKind
from shared.suiting import missing_requirement, needs_kit
from tests.hub.regions import GUIDE, READER, ROUTER, TABLET, catalogue

SCHOOL = SchoolId("0403691-0")
KNOWN = catalogue().by_id()


def place(**facts: object) -> Place:
    return Place(SCHOOL, SiteId("074294"), "Huamanga", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("resource", "facts", "missing"),
    [
        (TABLET, {"power": Power.GRID}, ""),
        (TABLET, {"power": Power.NONE}, ""),
        (ROUTER, {"power": Power.GRID, "internet": False}, "internet"),
        (ROUTER, {"power": Power.GRID}, "internet_unknown"),
        (READER, {"languages": ("es",)}, "language"),
        (READER, {}, "language_unknown"),
        (READER, {"languages": ("es", "quy")}, ""),
    ],
)
def test_a_requirement_that_is_not_met_is_named_and_unknown_is_not_no(
    resource: str, facts: dict[str, object], missing: str
) -> None:
    assert missing_requirement(KNOWN[resource], place(**facts)) == missing  # type: ignore[index]


def test_what_needs_power_and_has_no_kit_is_refused_where_there_is_none_or_nobody_knows() -> None:
    screen = Resource(id=TABLET, name="Pantallas", kind=ResourceKind.REUSABLE, requires=Requirement(power=True))

    assert missing_requirement(screen, place(power=Power.NONE)) == "power"
    assert missing_requirement(screen, place()) == "power_unknown"


@pytest.mark.parametrize(
    ("asks", "facts", "missing"),
    [
        (Requirement(levels=("Inicial",)), {"level": "Inicial - Jardín"}, ""),
        (Requirement(levels=("Inicial",)), {"level": "Primaria"}, "level"),
        (Requirement(levels=("Inicial",)), {}, "level_unknown"),
        (Requirement(coverage=True), {"coverage": True}, ""),
        (Requirement(coverage=True), {"coverage": False}, "coverage"),
        (Requirement(coverage=True), {}, "coverage_unknown"),
    ],
)
def test_level_and_coverage_are_asked_for_as_the_rest(
    asks: Requirement, facts: dict[str, object], missing: str
) -> None:
    resource = Resource(id=TABLET, name="Tabletas", kind=ResourceKind.REUSABLE, requires=asks)

    assert missing_requirement(resource, place(**facts)) == missing


def test_a_kit_goes_where_there_is_no_power_or_nobody_knows() -> None:
    assert [power for power in Power if needs_kit(place(power=power))] == [Power.NONE, Power.UNKNOWN]


@pytest.mark.parametrize(("level", "missing"), [("Primaria", ""), ("Inicial - Jardín", "level"), ("", "level_unknown")])
def test_a_level_is_read_without_the_registers_detail_and_unknown_is_not_no(level: str, missing: str) -> None:
    guide = Resource(id=GUIDE, name="Guías", kind=ResourceKind.CONSUMABLE, requires=Requirement(levels=("Primaria",)))

    assert missing_requirement(guide, place(level=level)) == missing
