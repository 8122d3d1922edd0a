"""
Writes docs/performance.md from the figures that the benchmarks left in docs/figures/benchmarks.

``NAME.json`` holds the figures of a module, ``NAME_WHAT.json`` those of a run by itself: with peers, or of a part.
"""

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from targets import TARGETS, Target

PROJECT = Path(__file__).resolve().parents[1]
FIGURES = PROJECT / "docs" / "figures" / "benchmarks"
MODULES = ("sync", "edge", "forecast", "allocation", "hub")
_FACTS = {"command", "machine", "date", "commit", "seconds"}


def sections(folder: Path = FIGURES) -> str:
    """Return a section for each module of benchmarks: what it measures, where it ran, targets, every figure."""
    return "\n\n".join(_section(name, folder / f"{name}.json") for name in MODULES if _module(name).exists())


def _module(name: str) -> Path:
    return PROJECT / "tests" / "benchmarks" / f"{name}.py"


def _section(name: str, file: Path) -> str:
    about = ast.get_docstring(ast.parse(_module(name).read_text(encoding="utf-8"))) or ""
    title, _, text = about.partition("\n\n")
    parts = [f"## {name}: {title.rstrip('.')}", text]
    if not file.exists():
        command = f"python -m tests.benchmarks.{name} --json build/benchmarks/{name}.json"
        return "\n\n".join([*parts, f"Not measured yet: `{command}`."])
    extra = {one.stem: _whose(_read(one)) for one in sorted(file.parent.glob(f"{name}_*.json"))}
    report = _read(file)
    parts += _run(report, [one for one in _of(name) if _is_in(one, _whose(report)) or not _in_any(one, extra)])
    for stem, whose in extra.items():
        words = stem.removeprefix(f"{name}_").replace("_", " ")
        parts.append(f"### A run by itself: {words}")
        parts += _run(_read(file.with_name(f"{stem}.json")), [one for one in _of(name) if _is_in(one, whose)])
    return "\n\n".join(part for part in parts if part)


def _run(report: Mapping[str, Any], targets: Sequence[Target]) -> list[str]:
    """Return where and when a run was made, then its figures beside the targets, the peers, and alone."""
    whose = _whose(report)
    return [_where(report), _targets(targets, whose), beside(whose), *(_all(who, tree) for who, tree in whose.items())]


def _read(file: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return report


def _whose(report: Mapping[str, Any]) -> dict[str, Any]:
    return {who: tree for who, tree in report.items() if who not in _FACTS}


def _of(module: str) -> list[Target]:
    return [target for target in TARGETS if target.module == module]


def _is_in(target: Target, whose: Mapping[str, Any]) -> bool:
    return at(whose, target.path) is not None


def _in_any(target: Target, runs: Mapping[str, Mapping[str, Any]]) -> bool:
    return any(_is_in(target, whose) for whose in runs.values())


def _where(report: Mapping[str, Any]) -> str:
    machine = report["machine"]
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    told = [
        f"{machine.get('cpu', 'unknown processor')}, {machine['cores']} cores, {machine.get('memory_gb', '?')} GB",
        f"{machine['kernel']}, Python {machine['python']}, {packages}",
        f"load {machine['load_1m']} at the start",
    ]
    when = f"{report['date'][:10]}, commit {report.get('commit', 'unknown')}, {report['seconds']:.0f} s"
    busy = f"\n\n{_BUSY}" if machine["load_1m"] > 2 * machine["cores"] else ""
    seen = f"**Seen on this machine, and no more than that**: {'; '.join(told)}. {when}:"
    return f"{seen}\n\n    {report['command']}{busy}"


_BUSY = (
    "**The machine was loaded**: other work took most of its processors all the while. Times, and what was done in a "
    "second, are several times worse than on an idle machine, the p95 of waits most of all. Bytes, requests and losses "
    "are not."
)


def _targets(targets: Sequence[Target], whose: Mapping[str, Any]) -> str:
    if not targets:
        return ""
    head = "| | must | stretch | seen | | peers in the same run | published of others |"
    return "\n".join(
        ["### Beside the targets", "", head, "|---" * 7 + "|", *(target_row(target, whose) for target in targets)]
    )


def target_row(target: Target, whose: Mapping[str, Any]) -> str:
    """Return a target beside what was seen, and what the peers of the same run showed."""
    right_size = all(at(whose, [*target.path[:-1], name]) == size for name, size in target.of)
    seen = at(whose, target.path) if right_size else None
    peers = {name: _of_peer(whose, [name, *target.path[1:]]) for name in whose if name != target.path[0]}
    beside = ", ".join(f"{name} {told}" for name, told in peers.items() if told)
    bounds = [shown(bound) if bound is not None else "" for bound in (target.must, target.stretch)]
    if seen is None:
        verdict = "not measured"
    elif target.stretch is not None and target.met(seen, target.stretch):
        verdict = "stretch"
    else:
        verdict = "met" if target.met(seen, target.must) else "**missed**"
    figure = f"{shown(seen)} {target.unit}".strip() if seen is not None else ""
    sign = "≥ " if target.more_is_better else ""
    first = f"{sign}{bounds[0]} {target.unit}".strip()
    return f"| {target.what} | {first} | {bounds[1]} | {figure} | {verdict} | {beside} | {target.published} |"


_BESIDE = {"bytes_per_record": " B a record", "requests": " requests", "seconds": " s", "wrong_records": " wrong"}
"""What the roads are compared by; that none is wrong is not said."""


def beside(whose: Mapping[str, Any]) -> str:
    """Return a table of every road and size with ours and each peer of the same run beside each other."""
    roads = [(*path, size) for *path, size in _cells(whose.get("ours", {}))]
    rows = [(path, [_cell(whose[who], path) for who in whose]) for path in roads]
    rows = [(path, cells) for path, cells in rows if any(cells[1:])]
    if not rows:
        return ""
    head = f"| | {' | '.join(whose)} |"
    lines = [f"| {' '.join(path)} | {' | '.join(cells)} |" for path, cells in rows]
    return "\n".join(["### Beside the peers", "", head, "|---" * (len(whose) + 1) + "|", *lines])


def _cells(tree: Mapping[str, Any]) -> Iterator[list[str]]:
    return (list(path) for path, own in _rows(tree, ()) if "bytes_per_record" in own)


def _cell(tree: Mapping[str, Any], path: tuple[str, ...]) -> str:
    """Say what one showed on one road, or that it was given up, after how long and with how much at the other end."""
    told = [f"{shown(value)}{words}" for name, words in _BESIDE.items() if (value := at(tree, [*path, name]))]
    if (given_up_s := at(tree, [*path, "unfinished_after_s"])) is not None:
        arrived = at(tree, [*path, "unfinished_arrived"]) or 0
        told.append(f"not finished in {shown(given_up_s)} s: {shown(arrived)} of {shown(int(path[-1]))} arrived")
    return ", ".join(told).replace(" 1 requests", " 1 request")


def _of_peer(whose: Mapping[str, Any], path: list[str]) -> str:
    """Return what a peer showed, or that it was given up; nothing where it was not measured."""
    if (value := at(whose, path)) is not None:
        return shown(value)
    given_up_s = at(whose, [*path[:-1], "unfinished_after_s"])
    return f"did not finish in {shown(given_up_s)} s" if given_up_s is not None else ""


def at(tree: Mapping[str, Any], path: list[str]) -> int | float | None:
    """Return the figure at *path*; None where there is none."""
    node: Any = tree
    for part in path:
        node = node.get(part) if isinstance(node, dict) else None
    return node if isinstance(node, int | float) else None


def _all(name: str, tree: Mapping[str, Any]) -> str:
    rows = dict(_rows(tree, ()))
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    if len(rows) == 1 and () in rows:
        table = ["| figure | seen |", "|---|---|", *(f"| {key} | {shown(value)} |" for key, value in rows[()].items())]
    else:
        head = f"| | {' | '.join(columns)} |"
        lines = [
            f"| {' '.join(path) or 'all'} | {' | '.join(shown(row[key]) if key in row else '' for key in columns)} |"
            for path, row in rows.items()
        ]
        table = [head, "|---" * (len(columns) + 1) + "|", *lines]
    return "\n".join([f"### Every figure: `{name}`", "", *table])


def _rows(tree: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, int | float]]]:
    own = {key: value for key, value in tree.items() if isinstance(value, int | float)}
    if own:
        yield path, own
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _rows(value, (*path, key))


def shown(value: float) -> str:
    """
    Return a figure with the digits that mean something.

    >>> [shown(value) for value in (31197, 3.1197, 0.01093, 12.345, 0, 0.8)]
    ['31,197', '3.12', '0.011', '12.3', '0', '0.80']
    """
    if isinstance(value, int) or abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.2g}"
