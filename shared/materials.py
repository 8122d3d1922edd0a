"""What of a catalogue is offered to learners: the contents of its packs, and the packs that name none."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from shared.ids import ResourceId
from shared.recommend import Material
from shared.resources import KOLIBRI, Catalogue, Content, Resource, ResourceKind
from shared.similarity import ItemId, item_id, parts_of


@dataclass(frozen=True, slots=True)
class Offered:
    """A material with what a page says of it."""

    material: Material
    name: str
    pack: Resource


def offered(catalogue: Catalogue, titles: Mapping[ItemId, str] | None = None) -> dict[ItemId, Offered]:
    """
    Return what may be offered, by name.

    *titles* are of contents that the catalogue does not list, as an imported file calls them: they are offered beside
    the listed ones, as their pack is. A channel that the catalogue has not has its contents offered to everybody.

    >>> offered(Catalogue(1, ()), {ItemId("kolibri-aa/07"): "La yupana"})[ItemId("kolibri-aa/07")].name
    'La yupana'
    """
    packs = {one.id: one for one in catalogue.resources if one.kind is ResourceKind.PACK}
    found: dict[ItemId, Offered] = {}
    for item, title in (titles or {}).items():
        resource, _, content = item.partition("/")
        pack = packs.get(ResourceId(resource)) or _unlisted(ResourceId(resource))
        found[item] = _of(pack, Content(id=content, name=title))
    listed = {ResourceId(item.partition("/")[0]) for item in found}
    for pack in packs.values():
        found |= {item_id(pack.id, one.id): _of(pack, one) for one in pack.contents}
        if not pack.contents and pack.id not in listed:
            found[item_id(pack.id)] = _of(pack, None)
    return found


def as_offered(item: ItemId, known: Container[ItemId]) -> ItemId | None:
    """
    Return under which name what somebody used is offered: its own, or its pack's; None where it is under none.

    >>> as_offered(ItemId("pack/c1"), {"pack/c1"}), as_offered(ItemId("pack/c1"), {"pack"}), as_offered(ItemId("x"), {})
    ('pack/c1', 'pack', None)
    """
    whole = item_id(parts_of(item)[0])
    return next((name for name in (item, whole) if name in known), None)


def whole_packs(catalogue: Catalogue) -> list[ResourceId]:
    """Return the packs that are offered as a whole everywhere; a channel of Kolibri may have titles at a school."""
    packs = (one for one in catalogue.resources if one.kind is ResourceKind.PACK and not one.contents)
    return [one.id for one in packs if not one.id.startswith(KOLIBRI)]


def _of(pack: Resource, content: Content | None) -> Offered:
    material = Material(
        item_id(pack.id, content.id if content else None),
        language=(content and content.language) or pack.language,
        levels=pack.requires.levels,
        grades=(content and content.grades) or pack.grades,
        android=pack.requires.android,
        after=tuple(item_id(pack.id, name) for name in content.after) if content else (),
    )
    return Offered(material, content.name if content else pack.name, pack)


def _unlisted(resource: ResourceId) -> Resource:
    # Of a channel that only an import knows, not even the language is known.
    return Resource(id=resource, name=str(resource), kind=ResourceKind.PACK, icon="play", language="")
