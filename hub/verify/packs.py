"""The packs of a plan against the files: each is offered, fits with the others, and comes with what it builds on."""

from pathlib import Path

import pandas as pd

from hub.verify.findings import Findings
from hub.verify.tables import number, read, text
from shared.sentences import N_


def check_packs(folder: Path, plan: Path, findings: Findings, *, comma: bool = False) -> None:
    """Hold the packs that a plan sends against what each school has room for and has already."""
    sent, packs, offered, schools = (
        read(plan, "packs"), read(folder, "packs"), read(folder, "pack_worth"), read(folder, "schools")
    )  # fmt: skip
    after = dict(zip(text(packs, "pack_id"), text(packs, "after"), strict=True))
    held = text(offered, "held").str.lower().isin(("si", "sí", "s", "1", "1.0", "true", "yes"))
    there = set(zip(text(offered, "school_id")[held], text(offered, "pack_id")[held], strict=True))
    school, pack = text(sent, "school_id"), text(sent, "pack_id")
    coming = set(zip(school, pack, strict=True))
    for line, one, what in zip(sent["line"], school, pack, strict=True):
        needs = {word.strip() for word in after.get(what, "").split("|")} - {""}
        if what not in after or (one, what) in there:
            findings.add(N_("packs, línea %(line)s: «%(cell)s» no se ofrece a la escuela."), line=int(line), cell=what)
        elif lacking := sorted(need for need in needs if (one, need) not in coming | there):
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
