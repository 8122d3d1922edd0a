"""The packs of a plan against the files: each is offered, fits, has what it builds on, and no others are worth more."""

from pathlib import Path

import numpy as np
import pandas as pd

from hub.verify.best_packs import STEPS, Pack, most_worth
from hub.verify.findings import Findings
from hub.verify.tables import Table, number, read, text
from hub.verify.told import numbers
from shared.sentences import N_

MILLIONTHS = 1_000_000
_ROUNDED = 0.5
"""Millionths."""
ALL_STEPS = 4_000_000
"""Of the search for better packs, for all schools together: some minutes."""


def check_packs(folder: Path, plan: Path, findings: Findings, *, comma: bool = False, steps: int = ALL_STEPS) -> None:
    """
    Hold the packs that a plan sends against what each school has room for and has already.

    Whether others would be worth more is searched for, school by school, in *steps* at most; of how many schools that
    was not enough to tell, *findings* say.
    """
    sent, packs, offered, schools = (
        read(plan, "packs"), read(folder, "packs"), read(folder, "pack_worth"), read(folder, "schools")
    )  # fmt: skip
    after = dict(zip(text(packs, "pack_id"), text(packs, "after"), strict=True))
    before, held = findings.count, _held(offered)
    offers = _offers(packs, offered)
    there = set(zip(text(offered, "school_id")[held], text(offered, "pack_id")[held], strict=True))
    school, pack = text(sent, "school_id"), text(sent, "pack_id")
    coming = set(zip(school, pack, strict=True)) | there
    twice = pd.DataFrame({"school": school, "pack": pack}).duplicated()
    for line in sent["line"][twice]:
        findings.add(N_("packs, línea %(line)s: la escuela y el paquete ya están en otra línea."), line=int(line))
    for line, one, what in zip(sent["line"], school, pack, strict=True):
        needs = _named(after.get(what, ""))
        if what not in offers.get(one, ()):
            findings.add(N_("packs, línea %(line)s: «%(cell)s» no se ofrece a la escuela."), line=int(line), cell=what)
        elif lacking := sorted(need for need in needs if (one, need) not in coming):
            words = N_("packs, línea %(line)s: va sin «%(cell)s», que debe tener antes.")
            findings.add(words, line=int(line), cell=lacking[0])
    for size, room, words in (
        ("storage_mb", "free_mb", N_("packs: a %(name)s le van %(used)s MB y tiene libres %(limit)s.")),
        ("sync_mb", "sync_mb", N_("packs: a %(name)s le van %(used)s MB y por su línea pasan %(limit)s.")),
    ):
        sizes = pd.Series(number(packs, size, 0, comma=comma).to_numpy(), index=text(packs, "pack_id"))
        rooms = number(schools, room, float("inf"), comma=comma).to_numpy()
        used = sizes.reindex(pack).fillna(0).groupby(school.to_numpy()).sum()
        findings.over(used, pd.Series(rooms, index=text(schools, "school_id")), words)
    if findings.count == before:
        _check_best(sent, packs, offered, schools, findings, comma=comma, steps=steps)


def _check_best(
    sent: Table, packs: Table, offered: Table, schools: Table, findings: Findings, *, comma: bool, steps: int
) -> None:
    """Note each school to which other packs would be worth more, and where the search cannot tell."""
    names, here = list(text(packs, "pack_id")), _offers(packs, offered)
    sizes = [(number(packs, size, 0, comma=comma) * 1_000).round().tolist() for size in ("storage_mb", "sync_mb")]
    size = dict(zip(names, zip(*sizes, strict=True), strict=True))
    direct = {one: _named(words) for one, words in zip(names, text(packs, "after"), strict=True)}
    after = {one: _all_after(one, direct) for one in names}
    worth = (number(offered, "worth", 0, comma=comma) * MILLIONTHS).round()
    rows = list(zip(text(offered, "school_id"), text(offered, "pack_id"), worth, _held(offered), strict=True))
    value = {(one, pack): each for one, pack, each, _ in rows}
    coming: dict[str, float] = {}
    lines = list(zip(text(sent, "school_id"), text(sent, "pack_id"), strict=True))
    for one, pack in lines:
        coming[one] = coming.get(one, 0) + value.get((one, pack), 0)
    numbers("packs", sent, "worth", np.array([value.get(line, 0) for line in lines]), _ROUNDED, findings)
    for at, column in enumerate(("storage_mb", "sync_mb")):
        own = np.array([size[pack][at] / 1_000 for _, pack in lines])
        numbers("packs", sent, column, own, 1e-6, findings)
    rooms = [(number(schools, room, float("inf"), comma=comma) * 1_000).round() for room in ("free_mb", "sync_mb")]
    for one, disk, line in zip(text(schools, "school_id"), *rooms, strict=True):
        lacks = here.get(one, set())
        offers = {
            pack: Pack(
                pack, value.get((one, pack), 0), disk=size[pack][0], line=size[pack][1], after=after[pack] & lacks
            )
            for pack in sorted(lacks)
        }
        told = coming.get(one, 0)
        found = most_worth(offers, disk, line, at_least=told, steps=min(STEPS, steps))
        steps -= found.steps
        if found.worth is None:
            findings.unproven += 1
        elif found.worth > told + _ROUNDED:
            words = N_("packs: lo que va a %(name)s vale %(told)s y otros que caben valdrían %(own)s.")
            findings.add(words, name=one, told=f"{told / MILLIONTHS:,.6g}", own=f"{found.worth / MILLIONTHS:,.6g}")


def _offers(packs: Table, offered: Table) -> dict[str, set[str]]:
    """Return what each school lacks of the packs of which it is said what they are worth there, and what these take."""
    direct = dict(zip(text(packs, "pack_id"), text(packs, "after").map(_named), strict=True))
    whole = {one: {one} | _all_after(one, direct) for one in direct}
    found, there = dict[str, set[str]](), dict[str, set[str]]()
    for one, pack, held in zip(text(offered, "school_id"), text(offered, "pack_id"), _held(offered), strict=True):
        if held:
            there.setdefault(one, set()).add(pack)
        else:
            found.setdefault(one, set()).update(whole.get(pack, ()))
    return {one: packs - there.get(one, set()) for one, packs in found.items()}


def _named(words: str) -> set[str]:
    return {word.strip() for word in words.split("|")} - {""}


def _all_after(pack: str, direct: dict[str, set[str]]) -> set[str]:
    found, wait = set[str](), list(direct.get(pack, ()))
    while wait:
        one = wait.pop()
        if one not in found:
            found.add(one)
            wait += direct.get(one, ())
    return found - {pack}


def _held(offered: Table) -> list[bool]:
    return list(text(offered, "held").str.lower().isin(("si", "sí", "s", "1", "1.0", "true", "yes")))
