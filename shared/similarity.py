"""Which materials are used by the same learners: counted over many schools, sent to each, and applied there."""

from collections.abc import Mapping, Sequence
from typing import Annotated, NewType

import msgspec
import numpy as np

from shared.demand import Floats, Ints
from shared.ids import ResourceId
from shared.school_year import Week

ItemId = NewType("ItemId", str)
"""A material: a resource's id, or that and the code of a content in it, with ``/`` between."""
MOST_ITEMS = 512
NEAR = 32
"""Materials that are named beside each."""
LEAST_LEARNERS = 5
"""Of a pair that is counted: of fewer learners nothing is said, not even to the region's own files."""
MAX_BYTES = 131_072
_FULL = 255
_SHRINK = 10.0
"""Learners in common below which likeness is mostly chance."""

_Item = Annotated[str, msgspec.Meta(min_length=1, max_length=160)]
_Items = Annotated[tuple[_Item, ...], msgspec.Meta(max_length=MOST_ITEMS)]
_Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]


class Similarity(msgspec.Struct, frozen=True, kw_only=True):
    """
    What a region's schools may know of each other's use: for each material, those that its users use too.

    ``near`` holds ``NEAR`` numbers of two bytes for each material, low byte first: places in ``items``. ``alike``
    holds as many single bytes: how much, in 255ths; 0 where there is no such material. No learner is in it, no school
    and no count.
    """

    until: Week
    """The last week that was counted."""
    items: _Items
    near: Annotated[bytes, msgspec.Meta(max_length=MOST_ITEMS * NEAR * 2)]
    alike: Annotated[bytes, msgspec.Meta(max_length=MOST_ITEMS * NEAR)]
    weight_pct: _Percent = 0
    """Of likeness beside use in class, in an offer; 0: what is most used in class, and nothing else."""

    def __post_init__(self) -> None:
        """
        Hold the parts against each other.

        Raises:
            ValueError: They are of different lengths, a material is named twice, or one is named that there is not.
        """
        count = len(self.items)
        if len(self.near) != 2 * NEAR * count or len(self.alike) != NEAR * count or len(set(self.items)) != count:
            raise ValueError("a similarity of parts that do not fit")
        if count and int(self._near().max()) >= count:
            raise ValueError("a similarity to what it does not name")

    def _near(self) -> Ints:
        return np.frombuffer(self.near, dtype="<u2").reshape(-1, NEAR).astype(np.int64)

    def between(self, items: Sequence[ItemId]) -> Floats:
        """
        Return how much who used one material (row) goes on to another (column), 0 to 1; 0 for what was never counted.

        >>> after = {(ItemId("a"), ItemId("b")): 40}
        >>> found = similarity({ItemId("a"): 50, ItemId("b"): 80}, after, until=Week(1), weight_pct=50)
        >>> found.between([ItemId("b"), ItemId("new"), ItemId("a")]).round(2).tolist()
        [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.51, 0.0, 0.0]]
        """
        place = {item: at for at, item in enumerate(self.items)}
        known = np.zeros((len(self.items) + 1,) * 2)
        alike = np.frombuffer(self.alike, dtype=np.uint8).reshape(-1, NEAR) / _FULL
        # Where fewer than NEAR are named, the rest of a row names the first one with nothing.
        np.maximum.at(known, (np.arange(len(self.items))[:, None], self._near()), alike)
        at = np.array([place.get(item, len(self.items)) for item in items], dtype=np.int64)
        found: Floats = known[np.ix_(at, at)]
        return found


def similarity(
    users: Mapping[ItemId, int], after: Mapping[tuple[ItemId, ItemId], int], *, until: Week, weight_pct: int = 0
) -> Similarity:
    """
    Return the likeness that counts of learners tell: the cosine of who used what, drawn to 0 where few did.

    *users* counts the learners of each material; *after*, of each ordered pair, those who first used the second one in
    the week of the first or later. Of ``MOST_ITEMS`` materials at the most, the most used; counts of fewer than
    ``LEAST_LEARNERS`` are left out, whoever counted them.
    """
    ranked = sorted((item for item, n in users.items() if n >= LEAST_LEARNERS), key=lambda one: (-users[one], one))
    items = tuple(sorted(ranked[:MOST_ITEMS]))
    place = {item: at for at, item in enumerate(items)}
    alike = np.zeros((len(items), len(items)))
    for (one, other), both in after.items():
        if one != other and one in place and other in place and both >= LEAST_LEARNERS:
            likeness = both / np.sqrt(users[one] * users[other]) * both / (both + _SHRINK)
            alike[place[one], place[other]] = likeness
    return packed(items, alike, until=until, weight_pct=weight_pct)


def packed(items: tuple[ItemId, ...], alike: Floats, *, until: Week, weight_pct: int) -> Similarity:
    """Return a matrix of likeness with the ``NEAR`` greatest of each row, in bytes."""
    count = len(items)
    near, kept = np.zeros((count, NEAR), dtype="<u2"), np.zeros((count, NEAR), dtype=np.uint8)
    best = np.argsort(-alike, axis=1, kind="stable")[:, :NEAR]
    near[:, : best.shape[1]] = best
    values = np.clip(np.round(np.take_along_axis(alike, best, axis=1) * _FULL), 0, _FULL)
    kept[:, : best.shape[1]] = values.astype(np.uint8)
    return Similarity(until=until, items=items, near=near.tobytes(), alike=kept.tobytes(), weight_pct=weight_pct)


def item_id(resource: ResourceId, content: str | None = None) -> ItemId:
    """
    Return the name of a pack, or of one content in it.

    >>> item_id(ResourceId("pack-mat")), item_id(ResourceId("pack-mat"), "c07")
    ('pack-mat', 'pack-mat/c07')
    """
    return ItemId(f"{resource}/{content}" if content else resource)


def parts_of(item: ItemId) -> tuple[ResourceId, str]:
    """
    Return the pack of a material, and the code of the content in it (empty: the pack itself).

    >>> parts_of(ItemId("pack-mat/c07")), parts_of(ItemId("pack-mat"))
    (('pack-mat', 'c07'), ('pack-mat', ''))
    """
    resource, _, content = item.partition("/")
    return ResourceId(resource), content
