"""Needs that count up to a bound, held against what was foreseen: no need counts more, and none less."""

from pathlib import Path

import numpy as np
import pandas as pd

from hub.verify.findings import Findings
from hub.verify.needs import quantiles
from hub.verify.tables import number, read, text
from shared.sentences import N_

_WRONG = N_("doubted, línea %(line)s: %(column)s de needs dice %(told)s y, hasta %(most)s, es %(own)s.")
_STRANGER = N_("doubted, línea %(line)s: la escuela y el recurso no están en needs.")


def check_doubted(folder: Path, findings: Findings, *, comma: bool = False) -> None:
    """Note the rows of ``doubted`` of which ``needs`` does not hold the least of what was foreseen and the bound."""
    table, needs = read(folder, "doubted"), read(folder, "needs")
    if table.empty:
        return
    keys, of_needs = (
        pd.MultiIndex.from_arrays([text(one, "school_id"), text(one, "resource_id")]) for one in (table, needs)
    )
    known = keys.isin(of_needs)
    for line in table["line"][~known]:
        findings.add(_STRANGER, line=int(line))
    most = number(table, "most", 0, comma=comma).to_numpy()
    of = {chance: name for name, chance in quantiles(needs).items()}
    for name, chance in quantiles(table).items():
        own = np.minimum(number(table, name, 0, comma=comma).to_numpy(), most)
        counts = number(needs, of[chance], 0, comma=comma) if chance in of else pd.Series(np.nan, index=needs.index)
        told = pd.Series(counts.to_numpy(), index=of_needs)[~of_needs.duplicated()].reindex(keys).to_numpy()
        for row in np.flatnonzero(known & ~(np.abs(told - own) <= 1e-9 * np.abs(own))):
            values = {"told": told[row], "most": most[row], "own": own[row]}
            findings.add(_WRONG, line=int(table["line"].iloc[row]), column=name,
                         **{which: f"{one:,.10g}" for which, one in values.items()})  # fmt: skip
