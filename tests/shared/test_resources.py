"""A catalogue is read whole or refused with the names that are wrong in it."""

import msgspec
import pytest

from shared.errors import BadInput
from shared.ids import ResourceId
from shared.resources import KOLIBRI, Catalogue, Content, KitPart, Resource, ResourceKind, as_told, read_catalogue

TABLET, CHARGER = ResourceId("tablet"), ResourceId("cargador")
PACK: dict[str, object] = {"id": "p", "name": "Paquete", "kind": "pack"}


def resource(name: ResourceId, *parts: KitPart) -> Resource:
    return Resource(id=name, name=name, kind=ResourceKind.REUSABLE, kit_without_power=parts)


def test_what_was_written_is_read_back() -> None:
    known = Catalogue(3, (resource(TABLET, KitPart(CHARGER, 2)), resource(CHARGER)))

    assert read_catalogue(msgspec.json.encode(known)) == known


@pytest.mark.parametrize(
    ("resources", "named"),
    [
        ((resource(TABLET), resource(CHARGER), resource(TABLET)), "tablet"),
        ((resource(TABLET, KitPart(CHARGER)),), "cargador"),
    ],
)
def test_an_id_given_twice_or_a_part_that_nobody_defines_is_named(resources: tuple[Resource, ...], named: str) -> None:
    with pytest.raises(BadInput, match=f"no define: {named}"):
        read_catalogue(msgspec.json.encode(Catalogue(1, resources)))


def test_a_content_given_twice_or_one_to_finish_first_that_is_not_there_is_named() -> None:
    contents = (Content(id="c1", name="uno"), Content(id="c1", name="otro", after=("c9",)))
    pack = Resource(id=ResourceId("pack"), name="pack", kind=ResourceKind.PACK, contents=contents)

    with pytest.raises(BadInput, match="pack/c1, pack/c9"):
        read_catalogue(msgspec.json.encode(Catalogue(1, (pack,))))


@pytest.mark.parametrize("after", [{"c1": ("c1",)}, {"c1": ("c3",), "c2": ("c1",), "c3": ("c2",)}])
def test_contents_that_wait_for_each_other_are_named(after: dict[str, tuple[str, ...]]) -> None:
    contents = tuple(Content(id=name, name=name, after=after.get(name, ())) for name in ("c1", "c2", "c3"))
    pack = Resource(id=ResourceId("pack"), name="pack", kind=ResourceKind.PACK, contents=contents)

    with pytest.raises(BadInput, match="se esperan unos a otros: pack/c"):
        read_catalogue(msgspec.json.encode(Catalogue(1, (pack,))))


DEEP = b'{"version": 1, "resources": [], "more": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize("text", [b"", b"[]", b"\xff", b'{"version": "uno", "resources": []}', DEEP], ids=len)
def test_what_is_no_catalogue_is_refused(text: bytes) -> None:
    with pytest.raises(BadInput, match="no se puede leer"):
        read_catalogue(text)


def test_a_resource_of_no_list_has_no_kind_unless_it_is_a_kolibri_channel() -> None:
    known = Catalogue(1, (resource(TABLET),))

    kinds = [known.kind_of(ResourceId(name)) for name in (TABLET, "otro", KOLIBRI + "abc")]

    assert kinds == [ResourceKind.REUSABLE, None, ResourceKind.PACK]


def test_packs_that_build_on_each_other_or_on_what_is_no_pack_are_refused() -> None:
    circle = [PACK | {"id": "a", "after": ["b"]}, PACK | {"id": "b", "after": ["a"]}]
    guide = {"id": "guia", "name": "Guías", "kind": "consumable"}

    with pytest.raises(BadInput, match=r"paquetes que se esperan unos a otros: (a > b > a|b > a > b)"):
        read_catalogue(msgspec.json.encode({"version": 1, "resources": circle}))
    for base in ("guia", "nada"):
        with pytest.raises(BadInput, match=f"no define: {base}"):
            read_catalogue(msgspec.json.encode({"version": 1, "resources": [PACK | {"after": [base]}, guide]}))


def test_a_catalogue_of_before_is_written_as_it_was() -> None:
    body = {"version": 1, "resources": [PACK]}

    told = as_told(read_catalogue(msgspec.json.encode(body)))

    assert not {"sync_mb", "after"} & set(told["resources"][0])
    assert "memory_mb" not in told["resources"][0]["requires"]
    sized = read_catalogue(msgspec.json.encode({"version": 2, "resources": [PACK | {"sync_mb": 7}]}))
    assert as_told(sized)["resources"][0]["sync_mb"] == 7
    asking = read_catalogue(msgspec.json.encode({"version": 2, "resources": [PACK | {"requires": {"memory_mb": 9}}]}))
    assert as_told(asking)["resources"][0]["requires"]["memory_mb"] == 9
