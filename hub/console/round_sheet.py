"""The sheet of a USB round: the schools that news reaches no other way, by district, for whoever takes the stick."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template, request

from hub.console.blueprint import console, page_of
from hub.console.school_states import Standing, standings
from hub.console.view import ALL_READ, View
from hub.rows import QUIET_DAYS, NodeState

SHEET_ROWS = 200
"""Sites on one sheet: a round of more is several, each light enough for a poor connection."""


@dataclass(frozen=True, slots=True)
class Visited:
    """A site of the round."""

    site: str
    names: tuple[str, ...]
    ugel: str
    district: str
    days: int | None
    """Since its last bundle that was accepted; None: never heard."""
    pending: int | None
    """Records that its computer said it had not sent."""
    invited: bool
    """It has no computer that is believed: its invitation goes along."""


def unreached(every: Iterable[Standing]) -> list[Visited]:
    """
    Return the sites of which nothing came for longer than ``hub.rows.QUIET_DAYS`` days, and those with an invitation.

    By UGEL and district, as one drives; in a district the longest silent first. A site without a computer that is
    believed and without an invitation has nothing to bring.
    """
    sites: dict[str, list[Standing]] = {}
    for one in every:
        if one.sync.invited or (one.sync.state in (NodeState.OK, NodeState.HELD) and _is_quiet(one)):
            sites.setdefault(one.sync.school.site, []).append(one)
    found = [_visited(site, own) for site, own in sites.items()]
    return sorted(found, key=lambda one: (one.ugel, one.district, -_silence(one), one.site))


def _is_quiet(one: Standing) -> bool:
    return one.sync.days_silent is None or one.sync.days_silent > QUIET_DAYS


def _visited(site: str, own: list[Standing]) -> Visited:
    first = own[0].sync
    return Visited(
        site,
        tuple(sorted(one.name for one in own)),
        first.school.ugel,
        first.school.district,
        first.days_silent,
        first.pending,
        first.invited,
    )


def others(every: Iterable[Standing]) -> tuple[int, int]:
    """Return how many sites are not on the round because news of them comes, and how many because they have nothing."""
    every = [*every]
    sites = {one.sync.school.site for one in every}
    heard = {one.sync.school.site for one in every if one.sync.state in (NodeState.OK, NodeState.HELD)}
    on_it = {one.site for one in unreached(every)}
    return len(heard - on_it), len(sites - heard - on_it)


def _silence(one: Visited) -> float:
    return float("inf") if one.days is None else one.days


@console.get("/escuelas/ronda")
def usb_round() -> str:
    """Show the sheet, of one UGEL or of all, to be printed on A4."""
    ugel = request.args.get("ugel", "")[:80]
    every = [one for one in standings() if ugel in ("", one.sync.school.ugel)]
    heard, bare = others(every)
    page = page_of(unreached(every), SHEET_ROWS)
    return render_template("usb_round.html", page=page, ugel=ugel, quiet=QUIET_DAYS, heard=heard, bare=bare)


VIEW = View({"console.usb_round": ALL_READ}, under="console.schools")
