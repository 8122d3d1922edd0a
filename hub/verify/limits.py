"""Every limit of an instance, held against the lines of a plan: what is broken, with the line that breaks it."""

from typing import Any

import numpy as np
import pandas as pd

from hub.verify.classes import check_classes
from hub.verify.findings import Findings
from hub.verify.model import Model
from hub.verify.tables import Table
from shared.sentences import N_


def check_limits(model: Model, lines: Table, transfers: Table, cut: Table, findings: Findings) -> None:
    """Hold the lines of a plan against everything that limits them."""
    if not _known(model, lines, findings):
        return
    sent = lines.assign(depot=model.schools["depot"][lines["school_id"]].to_numpy())
    goods = model.resources.loc[lines["resource_id"]]
    sent["units"] = lines["lots"].to_numpy() * goods["lot"].to_numpy()
    for name in ("ml", "g", "cents"):
        sent[name] = sent["units"] * goods[name].to_numpy()
    _stock(model, sent, transfers, findings)
    _roads(model, sent, findings)
    _kits(model, sent, findings)
    _locks(model, sent, cut, findings)


def _known(model: Model, lines: Table, findings: Findings) -> bool:
    """Tell whether every line can be held against something: what is there, once, in whole lots."""
    before = findings.count
    school, resource = lines["school_id"].isin(model.schools.index), lines["resource_id"].isin(model.resources.index)
    whole = (lines["lots"] >= 1) & (lines["lots"] == lines["lots"].round())
    twice = lines.duplicated(["school_id", "resource_id"])
    for wrong, words in (
        (~school | ~resource, N_("línea %(line)s: la escuela o el recurso no está en la instancia.")),
        (~whole, N_("línea %(line)s: los lotes no son un número entero mayor que 0.")),
        (twice, N_("línea %(line)s: la escuela y el recurso ya están en otra línea.")),
    ):
        for line in lines["line"][wrong]:
            findings.add(words, line=int(line))
    if findings.count > before:
        return False
    lot = model.resources["lot"][lines["resource_id"]].to_numpy()
    for line in lines["line"][(lines["units"] != lines["lots"] * lot).to_numpy()]:
        findings.add(N_("línea %(line)s: las unidades no son los lotes por lo que trae un lote."), line=int(line))
    return True


def _stock(model: Model, sent: Table, transfers: Table, findings: Findings) -> None:
    moved = pd.Series(
        transfers["lots"].to_numpy(dtype=float),
        index=pd.MultiIndex.from_arrays([transfers["depot"], transfers["resource_id"]]),
    )
    for key in moved.index[(moved < 0).to_numpy()]:
        findings.add(N_("%(name)s: de la reserva sale menos que nada."), name=" ".join(key))
    held = model.stock[model.stock.index.get_level_values(0) != "POOL"].groupby(level=[0, 1]).sum()
    used = sent.groupby(["depot", "resource_id"])["lots"].sum()
    there = held.reindex(used.index, fill_value=0) + moved.groupby(level=[0, 1]).sum().reindex(used.index, fill_value=0)
    findings.over(used, there, N_("almacén %(name)s: se envían %(used)s lotes y hay %(limit)s."))
    pool = model.stock[model.stock.index.get_level_values(0) == "POOL"].groupby(level=1).sum()
    taken = moved.groupby(level=1).sum()
    left = pool.reindex(taken.index, fill_value=0)
    findings.over(taken, left, N_("reserva nacional %(name)s: salen %(used)s lotes y hay %(limit)s."))


def _roads(model: Model, sent: Table, findings: Findings) -> None:
    zone = model.schools["zone"][sent["school_id"]].to_numpy()
    for name, words in (
        ("ml", N_("ruta %(name)s: van %(used)s ml y caben %(limit)s.")),
        ("g", N_("ruta %(name)s: van %(used)s g y caben %(limit)s.")),
    ):
        findings.over(sent.groupby(zone)[name].sum().drop("", errors="ignore"), model.zones[name], words)
    visited = model.schools.loc[sent["school_id"].unique()]
    spent = visited.groupby("depot")["trip"].sum()
    findings.over(spent, model.trips, N_("viajes de %(name)s: cuestan %(used)s céntimos y hay %(limit)s."))
    money = model.settings["money"]
    if money is not None and sent["cents"].sum() > round(money * 100):
        findings.add(N_("dinero: lo enviado cuesta %(used)s céntimos."), used=f"{sent['cents'].sum():,.0f}")


def _kits(model: Model, sent: Table, findings: Findings) -> None:
    units = sent.set_index(["school_id", "resource_id"])["units"]
    have = model.pairs.set_index(["school", "resource"])["have"]
    dark = set(model.schools.index[model.schools["dark"]])
    for part, rules in model.kits.groupby("part"):
        asked, used = pd.Series(dtype=float), pd.Series(dtype=float)
        for main, each, per in zip(rules["main"], rules["units"], rules["per"], strict=True):
            asked = asked.add(_of(units, main) * each / per, fill_value=0)
            used = used.add(_of(have, main) * each / per, fill_value=0)
        spare = (_of(have, part).reindex(asked.index, fill_value=0)
                 - np.ceil(used.reindex(asked.index, fill_value=0) - 1e-9)).clip(lower=0)  # fmt: skip
        there = _of(units, part).reindex(asked.index, fill_value=0) + spare
        for school in asked.index[(asked > there + 1e-9).to_numpy()]:
            if school in dark:
                line = sent["line"][(sent["school_id"] == school) & sent["resource_id"].isin(rules["main"])].min()
                words = N_("línea %(line)s: %(school)s no tiene energía y va sin el «%(part)s» que necesita.")
                findings.add(words, line=int(line), school=str(school), part=str(part))


def _of(cells: Any, resource: str) -> Any:
    """Return the cells of one resource by school."""
    return cells[cells.index.get_level_values(1) == resource].groupby(level=0).sum()


def _locks(model: Model, sent: Table, cut: Table, findings: Findings) -> None:
    keys = pd.MultiIndex.from_arrays([sent["school_id"], sent["resource_id"]])
    pairs = model.pairs.set_index(["school", "resource"])
    most = pairs["most"].reindex(keys)
    # A pair that nobody needs, that no lock and no kit names, may still not be sent where it is of no use.
    for line, limit, lots in zip(sent["line"], most.fillna(0), sent["lots"], strict=True):
        if lots > limit:
            words = N_("línea %(line)s: van %(lots)s lotes y se permiten %(limit)s (no sirve ahí, o alguien lo fijó).")
            findings.add(words, line=int(line), lots=int(lots), limit=f"{limit:g}")
    lots = pd.Series(sent["lots"].to_numpy(), index=keys)
    asked = pairs["least"][pairs["least"] > 0]
    check_classes(model, lots, findings)
    short = asked[lots.reindex(asked.index, fill_value=0) < asked]
    told = set(zip(cut["school_id"], cut["resource_id"], strict=True)) if len(cut) else set()
    for school, resource in set(short.index) ^ told:
        words = N_("lo fijado de %(school)s %(resource)s: la tabla cut y las líneas no dicen lo mismo.")
        findings.add(words, school=str(school), resource=str(resource))
