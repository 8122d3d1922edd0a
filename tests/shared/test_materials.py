"""What of a catalogue is offered, and what it says of itself."""

from shared.ids import ResourceId
from shared.materials import offered, whole_packs
from shared.resources import Catalogue, Content, Requirement, Resource, ResourceKind
from shared.similarity import ItemId

PACK = Resource(
    id=ResourceId("pack-com"),
    name="Comunicación",
    kind=ResourceKind.PACK,
    requires=Requirement(android=9, levels=("Primaria",)),
    grades=(3, 4),
    contents=(
        Content(id="c1", name="El zorro y el cuy"),
        Content(id="c2", name="Atuqmanta willakuy", language="quz", grades=(3,), after=("c1",)),
    ),
)
WHOLE = Resource(id=ResourceId("pack-mat"), name="Matemática", kind=ResourceKind.PACK)
BOOK = Resource(id=ResourceId("guia"), name="Guías", kind=ResourceKind.CONSUMABLE)


def test_contents_are_offered_one_by_one_and_a_pack_that_names_none_as_a_whole() -> None:
    found = offered(Catalogue(1, (PACK, WHOLE, BOOK)))

    assert set(found) == {"pack-com/c1", "pack-com/c2", "pack-mat"}


def test_a_content_is_as_its_pack_says_unless_it_says_otherwise_itself() -> None:
    found = offered(Catalogue(1, (PACK,)))
    first, second = (found[ItemId(f"pack-com/{name}")].material for name in ("c1", "c2"))

    assert (first.language, first.grades, first.levels, first.android) == ("es", (3, 4), ("Primaria",), 9)
    assert (second.language, second.grades, second.after) == ("quz", (3,), ("pack-com/c1",))


def test_what_an_import_calls_a_content_takes_the_place_of_its_pack_and_never_of_a_listed_name() -> None:
    titles = {ItemId("pack-mat/x"): "Perímetro", ItemId("pack-com/c1"): "zorro"}
    found = offered(Catalogue(1, (PACK, WHOLE)), titles)

    assert "pack-mat" not in found
    assert (found[ItemId("pack-mat/x")].name, found[ItemId("pack-com/c1")].name) == ("Perímetro", "El zorro y el cuy")


def test_a_pack_that_names_contents_or_may_get_titles_at_a_school_is_not_whole() -> None:
    channel = Resource(id=ResourceId("kolibri-aa"), name="Canal", kind=ResourceKind.PACK)

    assert whole_packs(Catalogue(1, (PACK, WHOLE, BOOK, channel))) == ["pack-mat"]


def test_of_a_channel_that_only_an_import_knows_no_language_is_assumed() -> None:
    [one] = offered(Catalogue(1, ()), {ItemId("kolibri-aa/07"): "La yupana"}).values()

    assert (one.material.language, one.name) == ("", "La yupana")
