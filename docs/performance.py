"""Writes docs/performance.md from the figures that the benchmarks left in docs/figures/benchmarks."""

import ast
import json
from collections.abc import Iterator, Mapping
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
    report = json.loads(file.read_text(encoding="utf-8"))
    whose = {who: tree for who, tree in report.items() if who not in _FACTS}
    parts += [_where(report), _targets(name, whose), *(_all(who, tree) for who, tree in whose.items())]
    return "\n\n".join(part for part in parts if part)


def _where(report: Mapping[str, Any]) -> str:
    machine = report["machine"]
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    told = [
        f"{machine.get('cpu', 'unknown processor')}, {machine['cores']} cores, {machine.get('memory_gb', '?')} GB",
        f"{machine['kernel']}, Python {machine['python']}, {packages}",
        f"load {machine['load_1m']} at the start",
    ]
    when = f"{report['date'][:10]}, commit {report.get('commit', 'unknown')}, {report['seconds']:.0f} s"
    return f"**Seen on this machine, and no more than that**: {'; '.join(told)}. {when}:\n\n    {report['command']}"


def _targets(module: str, whose: Mapping[str, Any]) -> str:
    targets = [target for target in TARGETS if target.module == module]
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
