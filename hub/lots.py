"""From needs and stock to lots: how much each lot would be worth at each school, and what travels with it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from hub.places import Ask, Place
from hub.worth import expected_unmet, knots, used
from shared.allocation import Need
from shared.errors import BadInput
from shared.ids import ResourceId, SchoolId
from shared.resources import Catalogue, Resource
from shared.suiting import missing_requirement, needs_kit

Ints = NDArray[np.int64]

_Key = tuple[SchoolId, ResourceId]
_Pair = tuple[Place, Ask, Resource]

MAX_LOTS = 4_000
"""Per school and resource: a bound on memory, far above any school's need; what it cuts is told (``Lots.cut``)."""


@dataclass(frozen=True, slots=True)
class Kit:
    """Each unit of ``main`` at this school needs ``units`` of ``part``: both are indices of pairs."""

    main: int
    part: int
    units: int


@dataclass(frozen=True, slots=True, eq=False)
class Lots:
    """
    An instance of the allocation, in order of school and resource whatever the order of its rows.

    A *pair* is a school and a resource; a *stock* is a depot and a resource. ``values[first[p]:first[p + 1]]`` are the
    millionths that each further lot is worth at pair ``p``, never growing.
    """

    places: tuple[Place, ...]
    asks: tuple[Ask, ...]
    resources: tuple[Resource, ...]
    """Of each pair, as ``places`` and ``asks``."""
    missing: tuple[str, ...]
    """The requirement that the school does not meet (``shared.reasons``), or the empty string."""
    stocks: tuple[tuple[str, ResourceId], ...]
    stock_units: Ints
    pair_stock: Ints
    first: Ints
    values: Ints
    tie: Ints
    """A fixed hash of cycle and school: whom equal worth favours differs from cycle to cycle and not by name."""
    kits: tuple[Kit, ...]
    spare: Ints
    """Units of a kit part at the school that nothing there uses yet; 0 for every other pair."""
    lot: Ints
    least_use_pct: int
    cut: tuple[int, ...] = ()
    """Pairs at which more than ``MAX_LOTS`` would be worth sending: the further ones are not looked at."""

    def kits_of_main(self) -> dict[int, list[Kit]]:
        """Return the kits that each pair takes along."""
        return _grouped(self.kits, lambda kit: kit.main)

    def kits_of_part(self) -> dict[int, list[Kit]]:
        """Return the kits that each pair is a part of."""
        return _grouped(self.kits, lambda kit: kit.part)

    def stock_lots(self) -> Ints:
        """Return the whole lots in each stock."""
        lot = {resource.id: resource.lot for resource in self.resources}
        return self.stock_units // _ints(lot[resource] for _, resource in self.stocks)


def _grouped(kits: Iterable[Kit], key: Callable[[Kit], int]) -> dict[int, list[Kit]]:
    groups: dict[int, list[Kit]] = {}
    for kit in kits:
        groups.setdefault(key(kit), []).append(kit)
    return groups


def build(
    places: Iterable[Place],
    asks: Iterable[Ask],
    stock: Mapping[tuple[str, ResourceId], int],
    catalogue: Catalogue,
    *,
    cycle: str = "",
    least_use_pct: int = 20,
) -> Lots:
    """
    Build the instance: worth of every lot, kits, and what does not fit where.

    Args:
        stock: Units in each depot; what is not named is 0.
        least_use_pct: A lot is worth sending when at least this share of it is expected to be used.

    Raises:
        BadInput: A school or a pair twice, an ask of a school or resource that nobody described, or a kit in a kit.
    """
    known = catalogue.by_id()
    here, pairs = _by_name(list(places), list(asks), known)
    _add_parts(pairs, here, known)
    keys = sorted(pairs)
    rows_of = [(here[school], pairs[school, resource], known[resource]) for school, resource in keys]
    kits = _kits(keys, here, known)
    missing = _missing(keys, kits, here, known)
    of_pair = [(place.depot, resource.id) for place, _, resource in rows_of]
    stocks = tuple(sorted(set(of_pair)))
    at_stock = {key: at for at, key in enumerate(stocks)}
    first, values, cut = _values(rows_of, missing, least_use_pct)
    ties = {school: _hash(cycle, school) for school in here}
    return Lots(
        places=tuple(place for place, _, _ in rows_of),
        asks=tuple(ask for _, ask, _ in rows_of),
        resources=tuple(resource for _, _, resource in rows_of),
        missing=missing,
        stocks=stocks,
        stock_units=_ints(max(0, stock.get(key, 0)) for key in stocks),
        pair_stock=_ints(at_stock[key] for key in of_pair),
        first=first,
        values=values,
        tie=_ints(ties[school] for school, _ in keys),
        kits=tuple(kit for kit in kits if not missing[kit.main]),
        spare=_spare(rows_of, kits),
        lot=_ints(resource.lot for _, _, resource in rows_of),
        least_use_pct=least_use_pct,
        cut=cut,
    )


def _by_name(
    places: Sequence[Place], asks: Sequence[Ask], known: Mapping[ResourceId, Resource]
) -> tuple[dict[SchoolId, Place], dict[_Key, Ask]]:
    here = {place.school: place for place in places}
    pairs = {(ask.school, ask.resource): ask for ask in asks}
    if len(here) != len(places) or len(pairs) != len(asks):
        raise BadInput("El reparto recibió dos veces la misma escuela o el mismo pedido. Revise lo importado.")
    lost = sorted({str(s) for s, _ in pairs if s not in here} | {str(r) for _, r in pairs if r not in known})
    if lost:
        raise BadInput(
            "El reparto nombra lo que no está en el padrón ni en el catálogo: %(lost)s.", lost=", ".join(lost[:5])
        )
    return here, pairs


def _ints(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, dtype=np.int64)


def _add_parts(pairs: dict[_Key, Ask], here: Mapping[SchoolId, Place], known: Mapping[ResourceId, Resource]) -> None:
    """Give every school that needs a kit a pair for each of its parts, so that the part can be sent."""
    for school, resource in list(pairs):
        if needs_kit(here[school]):
            for part in known[resource].kit_without_power:
                pairs.setdefault((school, part.resource), Ask(school, part.resource, Need(0, 0, 0), counted=False))


def _kits(keys: Sequence[_Key], here: Mapping[SchoolId, Place], known: Mapping[ResourceId, Resource]) -> list[Kit]:
    index = {key: at for at, key in enumerate(keys)}
    parts = {part.resource for resource in known.values() for part in resource.kit_without_power}
    if nested := sorted(part for part in parts if known[part].kit_without_power):
        raise BadInput(
            "La parte de un equipo no puede llevar otra parte: %(nested)s. Corrija el catálogo.",
            nested=", ".join(nested),
        )
    return [
        Kit(at, index[school, part.resource], part.units_per_unit)
        for at, (school, resource) in enumerate(keys)
        if needs_kit(here[school])
        for part in known[resource].kit_without_power
        if part.units_per_unit > 0
    ]


def _missing(
    keys: Sequence[_Key], kits: Sequence[Kit], here: Mapping[SchoolId, Place], known: Mapping[ResourceId, Resource]
) -> tuple[str, ...]:
    """Return what each pair lacks; a resource whose kit is of no use at the school is of no use there either."""
    own = [missing_requirement(known[resource], here[school]) for school, resource in keys]
    of_main = _grouped(kits, lambda kit: kit.main)
    return tuple(
        lack or next((own[kit.part] for kit in of_main.get(at, ()) if own[kit.part]), "") for at, lack in enumerate(own)
    )


def _values(pairs: Sequence[_Pair], missing: Sequence[str], least_use_pct: int) -> tuple[Ints, Ints, tuple[int, ...]]:
    """Return where each pair's lots start, the worth of every lot worth sending, and the pairs that were cut."""
    rows = np.flatnonzero([not lack for lack in missing])
    open_pairs = [pair for pair, lack in zip(pairs, missing, strict=True) if not lack]
    curve = knots([ask.need for _, ask, _ in open_pairs])
    lot = np.array([float(resource.lot) for _, _, resource in open_pairs])
    worth = np.array([float(resource.value * place.urgency_pct) for place, _, resource in open_pairs]) / 100
    have = np.array([float(_there(ask)) for _, ask, _ in open_pairs])
    most = np.full(len(rows), np.inf)
    unmet = expected_unmet(curve, have)
    steps: list[tuple[Ints, Ints]] = []
    while len(rows) and len(steps) <= MAX_LOTS:
        have = have + lot
        after = expected_unmet(curve, have)
        use = used(unmet, after)
        most = np.minimum(most, np.rint(use * worth))
        # Most pairs are done after a few lots: only the others go on.
        open_ = (use > 0) & (use * 100 >= least_use_pct * lot)
        rows, curve, most, unmet = rows[open_], curve[open_], most[open_], after[open_]
        lot, worth, have = lot[open_], worth[open_], have[open_]
        steps.append((rows, most.astype(np.int64)))
    # The step beyond the bound is looked at only to know whose lots go on.
    cut = tuple(steps.pop()[0].tolist()) if len(steps) > MAX_LOTS else ()
    pair = np.concatenate([at for at, _ in steps]) if steps else np.zeros(0, dtype=np.int64)
    values = np.concatenate([value for _, value in steps]) if steps else np.zeros(0, dtype=np.int64)
    first = np.concatenate([[0], np.cumsum(np.bincount(pair, minlength=len(pairs)))])
    return first, values[np.argsort(pair, kind="stable")], cut


def _spare(pairs: Sequence[_Pair], kits: Sequence[Kit]) -> Ints:
    spare = np.zeros(len(pairs), dtype=np.int64)
    for part, mains in _grouped(kits, lambda kit: kit.part).items():
        taken = sum(_there(pairs[kit.main][1]) * kit.units for kit in mains)
        spare[part] = max(0, _there(pairs[part][1]) - taken)
    return spare


def _there(ask: Ask) -> int:
    return ask.on_hand + ask.in_transit


def _hash(cycle: str, school: SchoolId) -> int:
    return int.from_bytes(blake2b(f"{cycle}/{school}".encode(), digest_size=7).digest(), "big")
