"""What a plan tells beside its lots, held against them: depot, worth and price of each line, and what locks lack."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from hub.verify.findings import Findings
from hub.verify.model import Model
from hub.verify.tables import Table, number, read, text
from shared.sentences import N_

_WRONG = N_("%(table)s, línea %(line)s: la columna %(column)s dice %(told)s y es %(own)s.")


def check_told(model: Model, plan: Path, price: Any, findings: Findings) -> None:
    """
    Hold the columns that explain a plan against its lots; what a plan of another program leaves out is not missed.

    *price*: of the plan, by limit, of and resource.
    """
    lines = read(plan, "lines")
    keys = pd.MultiIndex.from_arrays([text(lines, "school_id"), text(lines, "resource_id")])
    lots = pd.Series(number(lines, "lots", 0).to_numpy(), index=keys)
    depot = model.schools["depot"].reindex(keys.get_level_values(0)).to_numpy()
    _texts("lines", lines, "depot", depot, findings)
    at = pd.MultiIndex.from_arrays([np.full(len(lines), "stock"), depot, keys.get_level_values(1)])
    numbers("lines", lines, "lot_price", price.reindex(at).fillna(0).to_numpy(), 0.5, findings)
    # Each lot is rounded to a millionth.
    numbers("lines", lines, "worth", _worth(model, lots), lots.to_numpy() + 1, findings)
    moved = read(plan, "transfers")
    lot = model.resources["lot"].reindex(text(moved, "resource_id")).to_numpy()
    numbers("transfers", moved, "units", number(moved, "lots", 0).to_numpy() * lot, 0, findings)
    cut = read(plan, "cut")
    keys = pd.MultiIndex.from_arrays([text(cut, "school_id"), text(cut, "resource_id")])
    lot = model.resources["lot"].reindex(keys.get_level_values(1)).to_numpy()
    least = model.pairs.set_index(["school", "resource"])["least"].reindex(keys).to_numpy()
    numbers("cut", cut, "asked_units", least * lot, 0, findings)
    numbers("cut", cut, "units", lots.reindex(keys, fill_value=0).to_numpy() * lot, 0, findings)


def _worth(model: Model, lots: Any) -> Any:
    """Return in millionths what the lots of each line are expected to do, not weighted."""
    pairs = pd.MultiIndex.from_frame(model.pairs[["school", "resource"]])
    pair = model.lots["pair"].to_numpy(dtype=int)
    taken = model.lots["nth"].to_numpy() < lots.reindex(pairs, fill_value=0).to_numpy()[pair]
    sums = np.bincount(pair[taken], model.lots["worth"].to_numpy()[taken], len(pairs))
    return pd.Series(sums, index=pairs).reindex(lots.index, fill_value=0).to_numpy()


def _texts(name: str, table: Table, column: str, own: Any, findings: Findings) -> None:
    if column in table:
        told = text(table, column).to_numpy()
        _note(name, table, column, told, own, told != own, findings)


def numbers(name: str, table: Table, column: str, own: Any, slack: Any, findings: Findings) -> None:
    """Note the rows of *table* whose *column*, where there is one, is not *own* within *slack*."""
    if column in table:
        told = number(table, column, 0).to_numpy()
        # What is not a number is not near either.
        _note(name, table, column, told, own, ~(np.abs(told - own) <= slack + 1e-9 * np.abs(own)), findings)


def _note(name: str, table: Table, column: str, told: Any, own: Any, wrong: Any, findings: Findings) -> None:
    for row in np.flatnonzero(wrong):
        said, found = (f"{cell:,.10g}" if isinstance(cell, float) else str(cell) for cell in (told[row], own[row]))
        line = int(table["line"].iloc[row])
        findings.add(_WRONG, table=name, line=line, column=column, told=said, own=found)
