"""The content packs of a plan: chosen exactly for each site, and every one that is not with what it lacked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import numpy as np
import pandas as pd

from hub.allocation.instance import Bools, Ints
from hub.allocation.pack_files import packs_of_frames
from hub.allocation.packs import Offers, choose
from hub.pack_offers import NO_PACKS, Offered, PackInputs, Pair, Tables, offer_packs, with_rooms
from hub.places import Place
from hub.plan_rows import PACKS
from shared.allocation import PackLine, PackReason
from shared.resources import Catalogue, Resource

NAME = "chasqui-hub"
_NO_END = 2**50
"""Kilobytes: more than anything takes."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What came of an offer."""

    reason: PackReason
    left_mb: int = 0


class _Told(msgspec.Struct, frozen=True):
    """The packs of a plan, and what they recompute from."""

    lines: tuple[PackLine, ...]
    rests_on: PackInputs


def choose_packs(
    tables: Tables, offered: Offered, places: Sequence[Place], catalogue: Catalogue
) -> tuple[PackLine, ...]:
    """
    Return a line for each pack that is worth something at a site, and for each that goes because one of these needs it.

    *tables*: those of the region with what is *offered* (``pack_offers.with_rooms``). By site and pack.
    """
    known, found = catalogue.by_id(), _found(tables, places)
    lines = []
    for one in offered.candidates:
        came = _Found(one.refused) if one.refused else found.pop((one.site, one.resource))
        line = _line((one.site, one.resource), came, known.get(one.resource))
        lines.append(msgspec.structs.replace(line, needs=one.needs, learners=one.learners, worth=one.worth))
    # What is left was offered for what builds on it, and is told only where it goes.
    bases = (_line(pair, came, known.get(pair[1])) for pair, came in found.items() if came.reason is PackReason.CHOSEN)
    lines += [msgspec.structs.replace(line, reason=PackReason.NEEDED) for line in bases]
    return tuple(sorted(lines, key=lambda line: (line.site, line.resource)))


def packs_told(lines: Sequence[PackLine], known: PackInputs) -> dict[str, msgspec.Raw]:
    """Return what a plan keeps of packs: its lines and what they recompute from; nothing where it has none."""
    if not lines:
        return {}
    sites = {line.site for line in lines}
    here = PackInputs(
        rooms=tuple(one for one in known.rooms if one.site in sites),
        held=tuple(pair for pair in known.held if pair[0] in sites),
        coming=tuple(pair for pair in known.coming if pair[0] in sites),
    )
    return {PACKS: msgspec.Raw(msgspec.json.encode(_Told(tuple(lines), here)))}


def packs_in(told: Mapping[str, Any]) -> tuple[PackLine, ...]:
    """Return the lines of packs that ``packs_told`` kept in the *told* inputs of a plan; older plans have none."""
    return _read(told).lines


def _read(told: Mapping[str, Any]) -> _Told:
    return msgspec.json.decode(told[PACKS], type=_Told) if PACKS in told else _Told((), NO_PACKS)


def packs_again(told: Mapping[str, Any], places: Sequence[Place], catalogue: Catalogue) -> tuple[PackLine, ...]:
    """Return the lines of packs again, from what was published with them: equal unless somebody changed them."""
    kept = _read(told)
    if not kept.lines:
        return ()
    needs = {(one.school, line.resource): one.need for line in kept.lines for one in line.needs}
    offered = offer_packs(places, needs, catalogue, kept.rests_on)
    tables = with_rooms({"schools": pd.DataFrame({"school_id": [place.school for place in places]})}, offered)
    return choose_packs(tables | {"schools": tables["schools"].assign(depot="")}, offered, places, catalogue)


def _found(tables: Tables, places: Sequence[Place]) -> dict[Pair, _Found]:
    """Return what came of each offer, by site and pack."""
    if "pack_worth" not in tables:
        return {}
    read = packs_of_frames(tables, NAME)
    offers, site_of = read.offers, {place.school: place.site for place in places}
    taken = choose(offers)
    roomy, wide = (
        choose(replace(offers, free=_endless(offers.free))),
        choose(replace(offers, window=_endless(offers.window))),
    )
    left = {PackReason.STORAGE: _left(offers, offers.storage, offers.free, taken)}
    left |= {PackReason.BOTH: left[PackReason.STORAGE]}
    left |= {PackReason.WINDOW: _left(offers, offers.sync, offers.window, taken)}
    found = {}
    for at, (school, pack) in enumerate(zip(offers.school, offers.pack, strict=True)):
        lacks = PackReason.STORAGE if roomy[at] else PackReason.WINDOW if wide[at] else PackReason.BOTH
        came = _Found(PackReason.CHOSEN) if taken[at] else _Found(lacks, int(left[lacks][school]) // 1_000)
        found[site_of[read.schools[school]], read.packs[pack]] = came
    return found


def _endless(room: Ints) -> Ints:
    return np.full_like(room, _NO_END)


def _left(offers: Offers, size: Ints, room: Ints, taken: Bools) -> Ints:
    """Return the kilobytes that what is taken leaves of each school's room."""
    used = np.zeros(len(room), dtype=np.int64)
    np.add.at(used, offers.school[taken], size[taken])
    return room - used


def _line(pair: Pair, came: _Found, pack: Resource | None) -> PackLine:
    site, resource = pair
    return PackLine(
        site=site,
        resource=resource,
        chosen=came.reason is PackReason.CHOSEN,
        reason=came.reason,
        storage_mb=pack.requires.storage_mb if pack else 0,
        sync_mb=pack.sync_mb if pack else 0,
        left_mb=came.left_mb,
    )
