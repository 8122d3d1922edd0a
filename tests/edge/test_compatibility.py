"""Devices that are alike stand together; what is lost, or opens nothing, stands nowhere; unknown is not "no"."""

from hypothesis import given
from hypothesis import strategies as st

from edge.compatibility import Opens, groups, judged, opened, packs_asked
from shared.devices import DeviceState, Place
from shared.ids import ResourceId
from shared.packs import Needs
from shared.resources import Requirement, Resource, ResourceKind
from tests.edge.packing import pack_of

TABLET, CHARGER, TALES = ResourceId("tablet"), ResourceId("cargador"), ResourceId("relatos")
CATALOGUE = {
    TABLET: Resource(id=TABLET, name="Tabletas", kind=ResourceKind.REUSABLE, icon="tablet"),
    CHARGER: Resource(id=CHARGER, name="Cargadores", kind=ResourceKind.REUSABLE, icon="sun"),
    TALES: Resource(id=TALES, name="Relatos", kind=ResourceKind.PACK, requires=Requirement(android=9)),
}


def device(serial: str, resource: ResourceId = TABLET, place: Place = Place.HERE, **more: int | None) -> DeviceState:
    return DeviceState(resource=resource, serial=serial, place=place, **more)  # type: ignore[arg-type]


def test_devices_that_are_alike_stand_together_the_most_first() -> None:
    found = groups([device("C", android=7), device("A", android=9), device("B", android=9)], CATALOGUE)

    assert [one.serials for one in found] == [("A", "B"), ("C",)]


def test_what_is_gone_or_opens_nothing_stands_nowhere_and_a_bare_tablet_does() -> None:
    gone = [device(place.value, place=place, android=9) for place in (Place.LOST, Place.STOLEN, Place.RETIRED)]
    rest = [device("sol", CHARGER), device("bare"), device("lent", place=Place.LENT, android=9)]

    assert {serial for one in groups([*gone, *rest], CATALOGUE) for serial in one.serials} == {"bare", "lent"}


def test_a_charger_of_which_something_was_noted_counts_as_what_it_is() -> None:
    assert [one.noted for one in groups([device("sol", CHARGER, memory_mb=1)], CATALOGUE)] == [True]


def test_a_pack_of_this_laptop_asks_as_its_own_manifest_says() -> None:
    here = {TALES: pack_of(needs=Needs(android=7))}

    assert [(one.here, one.needs.android) for one in packs_asked(CATALOGUE.values(), here)] == [(True, 7)]
    assert [(one.here, one.needs.android) for one in packs_asked(CATALOGUE.values(), {})] == [(False, 9)]


def test_what_it_lacks_for_certain_is_told_before_what_nobody_knows() -> None:
    opens, lacks = judged(device("A", android=7), Needs(android=9, memory_mb=2_000))

    assert (opens, [one.what for one in lacks]) == (Opens.NO, ["android"])


_sizes = st.none() | st.integers(0, 20)


@given(_sizes, _sizes, _sizes, st.lists(st.tuples(*[st.integers(0, 20)] * 3), max_size=5))
def test_a_device_is_judged_no_only_for_what_is_known_of_it(
    android: int | None, free: int | None, memory: int | None, asked: list[tuple[int, ...]]
) -> None:
    one = device("A", android=android, free_mb=free, memory_mb=memory)
    found = [judged(one, Needs(*needs)) for needs in asked]

    for opens, lacks in found:
        assert (opens is Opens.YES) is (lacks == ())
        assert (opens is Opens.NO) is (bool(lacks) and all(lack.certain for lack in lacks))
    packs = [pack for needs in asked for pack in packs_asked([], {TALES: pack_of(needs=Needs(*needs))})]
    assert opened(one, packs) == sum(opens is Opens.YES for opens, _ in found)
