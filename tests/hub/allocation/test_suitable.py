"""What a school lacks for a resource is what the region's plan says of it, one school at a time."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.files import read_instance
from hub.allocation.settings import Settings
from hub.allocation.writing import write_instance
from hub.places import Ask, Place, missing_requirement
from hub.region_instance import tables_of
from shared.allocation import Need
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue, Power, Requirement, Resource, ResourceKind

known = st.sampled_from([True, False, None])
places = st.builds(
    Place, st.just(SchoolId("0403691-0")), st.just(SiteId("074294")), st.just("Huamanga"), power=st.sampled_from(Power),
    coverage=known, internet=known, level=st.sampled_from(["", "Primaria", "Inicial - Jardín"]),
    languages=st.sampled_from([(), ("es",), ("es", "quy")]),
)  # fmt: skip
requirements = st.builds(
    Requirement, power=st.booleans(), coverage=st.booleans(), internet=st.booleans(),
    levels=st.sampled_from([(), ("Inicial",), ("Primaria", "Secundaria")]),
    languages=st.sampled_from([(), ("quy",), ("qxo", "es")]),
)  # fmt: skip


@given(st.lists(places, min_size=1, max_size=6), st.lists(requirements, min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_it_is_the_same_for_many_schools_at_once(some: list[Place], asked: list[Requirement]) -> None:
    schools = [Place(SchoolId(f"{at:07d}-0"), *(getattr(one, name) for name in Place.__slots__[1:])) for at, one in
               enumerate(some)]  # fmt: skip
    resources = [
        Resource(id=ResourceId(f"r{at}"), name="Guías", kind=ResourceKind.CONSUMABLE, requires=one)
        for at, one in enumerate(asked)
    ]
    asks = [Ask(place.school, resource.id, Need(1, 2, 3)) for place in schools for resource in resources]
    with TemporaryDirectory() as name:
        tables: dict[str, pd.DataFrame] = tables_of(schools, asks, {}, Catalogue(1, tuple(resources)))
        write_instance(Path(name), tables, Settings())
        found = read_instance(Path(name)).instance.pairs.missing

    assert found.tolist() == [missing_requirement(resource, place) for place in schools for resource in resources]
