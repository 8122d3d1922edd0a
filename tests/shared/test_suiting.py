"""A forecast and an allocation ask the same of a place; the rest of the rule is in tests/hub/test_places.py."""

import pytest

from hub import places
from shared.donors import Place
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Power, Requirement, Resource, ResourceKind
from shared.suiting import missing_requirement, needs_kit, stage_of

ASKS = Resource(
    id=ResourceId("aula"), name="aulas", kind=ResourceKind.REUSABLE,
    requires=Requirement(power=True, internet=True, levels=("Primaria",), languages=("quy",)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ({}, "level_unknown"),
        ({"level": "Primaria"}, "language_unknown"),
        ({"level": "Primaria", "languages": ("quy",)}, "power_unknown"),
        ({"level": "Primaria", "languages": ("quy",), "power": Power.GRID}, "internet_unknown"),
        ({"level": "Primaria", "languages": ("quy",), "power": Power.GRID, "internet": False}, "internet"),
        ({"level": "Primaria", "languages": ("quy",), "power": Power.GRID, "internet": True}, ""),
    ],
)
def test_a_forecast_reads_a_place_as_the_allocation_does(told: dict[str, object], missing: str) -> None:
    allocated = places.Place(SchoolId("0403691-0"), SiteId("074294"), "Huamanga", **told)  # type: ignore[arg-type]

    assert missing_requirement(ASKS, Place(**told)) == missing_requirement(ASKS, allocated) == missing  # type: ignore[arg-type]


def test_a_kit_goes_where_there_is_no_power_and_the_detail_of_a_level_is_no_other_level() -> None:
    assert [needs_kit(Place(power=power)) for power in (Power.NONE, Power.UNKNOWN, Power.SOLAR)] == [True, True, False]
    assert stage_of("Inicial - Cuna-jardín") == "Inicial"
