"""The weights on the page of the rules: what holds, its versions with who brought them and why, and what changed."""

from collections.abc import Mapping
from typing import Any

import msgspec
from flask import request

from hub import weighing
from hub.console.blueprint import page_of, store
from hub.seen import mark
from shared.web import formats
from shared.web import gettext as _
from shared.web.tongues import tongue
from shared.weights import Weights

_ROWS = 20


def weights_told() -> dict[str, Any]:
    """Return what the page shows: the table in force, every version, and the two that are compared."""
    every = weighing.versions(store()) or [weighing.first()]
    changes = {act.subject: act for act in store().acts(kind=weighing.KIND)}
    by_version = {one.version: one for one in every}
    after = by_version.get(_asked("con"), every[0])
    before = by_version.get(_asked("de"), every[min(1, len(every) - 1)])
    known = {one.ugel for one in store().schools()}
    own = page_of(weighing.own_rows(every[0]), _ROWS, name="propios")
    return {
        "weights": every[0],
        "weight_rows": _rows(every[0]),
        "own_page": own,
        "own_rows": [
            (ugel, _(weighing.GROUPS[group]), _name(group, name), pct, ugel in known)
            for ugel, group, name, pct in own.rows
        ],
        "weight_versions": [(one, changes.get(f"{weighing.KIND}/{one.version}")) for one in every],
        "before": before,
        "after": after,
        "differences": _differences(before, after),
    }


def weights_seen(now: Weights, told: Weights) -> dict[str, Any]:
    """Return a table that was read and not kept, and in what it is another than the one that holds *now*."""
    rows = _differences(now, told)
    return {
        "number": told.version,
        "text": msgspec.json.encode(told).decode(),
        "mark": mark(now),
        "rows": rows[:_ROWS],
        "rest": rows[_ROWS:],
        "notes": (now.note or "—", told.note or "—") if now.note != told.note else (),
        "same": now == told,
    }


def _differences(before: Weights, after: Weights) -> list[tuple[str, str, str, str]]:
    return [
        (
            f"{_(weighing.GROUPS[one.group])}{f' · {one.ugel}' if one.ugel else ''}",
            _name(one.group, one.name),
            _told(one, one.before),
            _told(one, one.after),
        )
        for one in weighing.compare(before, after)
    ]


def _asked(name: str) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _rows(weights: Weights) -> list[tuple[str, str, int]]:
    groups: dict[str, Mapping[str, int]] = {group: getattr(weights, group) for group in weighing.TABLES}
    return [
        (_(weighing.GROUPS[group]), _name(group, name), pct) for group, of in groups.items() for name, pct in of.items()
    ]


def _told(change: weighing.Change, value: float) -> str:
    return formats.percent(value) if change.is_percent else f"{value:g}"


def _name(group: str, name: str) -> str:
    return tongue(name) if group == "language" else name
