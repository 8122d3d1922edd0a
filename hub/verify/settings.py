"""The settings of an instance as its folder has them: a plan may be drawn at another evenness, and at nothing else."""

import json
from pathlib import Path
from typing import Any

from hub.verify.findings import Findings
from shared.errors import BadInput
from shared.sentences import N_

_FILE, _FREE = "settings.json", "alpha"
_USUAL: dict[str, Any] = {
    "cycle": "", "keep_pct": 10, "window": 3, "guarantee_pct": 0, "money": None, "least_use_pct": 20,
}  # fmt: skip


def settings_of(folder: Path, told: dict[str, Any], findings: Findings) -> dict[str, Any]:
    """
    Return what holds for a plan that *told* its settings, and note where it says that something else did.

    Raises:
        BadInput: The settings of the instance cannot be read.
    """
    held = _USUAL | _read(folder / _FILE) | {_FREE: float(told[_FREE])}
    for name in _USUAL:
        if told.get(name, _USUAL[name]) != held[name]:
            words = N_("plan.json: dice que «%(name)s» es %(told)s, y en la instancia es %(own)s.")
            findings.add(words, name=name, told=json.dumps(told[name]), own=json.dumps(held[name]))
    return held


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (OSError, ValueError) as error:
        raise BadInput("«%(path)s» no se puede leer. Corríjalo y repita; no se revisó nada.", path=path) from error
    return found
