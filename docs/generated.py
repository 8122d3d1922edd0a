"""Writes the generated parts of the reference (docs/reference): commands, pages and modules as the code has them."""

import ast
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click
import msgspec
from flask import Blueprint, Flask
from werkzeug.routing import Rule

from shared.facts import Fact
from shared.web import EVERYONE, Policy, Role

PROJECT = Path(__file__).resolve().parents[1]
_WIDTH = 100


def commands(group: click.Group, name: str) -> str:
    """Return the help of every command of *group*, one heading each, in the order of the help itself."""
    return "\n\n".join(f"## `{path}`\n\n```text\n{text}\n```" for path, text in _helps(group, name))


def _helps(command: click.Command, path: str, parent: click.Context | None = None) -> Iterator[tuple[str, str]]:
    name = path.rpartition(" ")[2]
    context = click.Context(command, info_name=name, parent=parent, max_content_width=_WIDTH, terminal_width=_WIDTH)
    yield path, command.get_help(context)
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            yield from _helps(command.commands[sub], f"{path} {sub}", context)


def routes(blueprints: Iterable[Blueprint], policy: Policy, names: Mapping[Role, str]) -> str:
    """Return a table of the addresses under *blueprints*: method, what it does, and the roles that may."""
    app = Flask("reference", static_folder=None)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    rows = ["| address | does | who |", "|---|---|---|"]
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, _methods(rule))):
        does = _first_line(app.view_functions[rule.endpoint].__doc__ or "")
        rows.append(f"| `{_methods(rule)} {rule.rule}` | {does} | {_who(policy, rule.endpoint, names)} |")
    return "\n".join(rows)


def _methods(rule: Rule) -> str:
    return " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))


def _who(policy: Policy, endpoint: str, names: Mapping[Role, str]) -> str:
    if endpoint in policy.machine:
        return "a program that proves itself"
    roles = policy.roles(endpoint)
    who = "everyone" if roles == EVERYONE else ", ".join(names[role] for role in Role if role in roles)
    return who + (" (also on the school's LAN)" if policy.open_on_lan(endpoint) else "")


def modules(package: str) -> str:
    """Return what each module of *package* is for, and its public names with the first line of what they say."""
    files = subprocess.run(
        ["git", "ls-files", f"{package}/*.py"], cwd=PROJECT, check=True, capture_output=True, text=True
    ).stdout.split()
    return "\n\n".join(text for name in sorted(files) if (text := _module(PROJECT / name)))


def _module(path: Path) -> str:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    what = _first_line(ast.get_docstring(tree) or "")
    if path.name == "__main__.py" or not what or "migrations/versions" in path.as_posix():
        return ""
    rows = [f"* `{_signature(node)}`: {_first_line(ast.get_docstring(node) or '')}" for node in _public(tree)]
    return "\n".join([f"### `{path.relative_to(PROJECT).as_posix()}`", "", what, *([""] if rows else []), *rows])


def _public(tree: ast.Module) -> Iterator[ast.ClassDef | ast.FunctionDef]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def _signature(node: ast.ClassDef | ast.FunctionDef) -> str:
    if isinstance(node, ast.ClassDef):
        return f"class {node.name}"
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    stars = [f"*{node.args.vararg.arg}"] if node.args.vararg else ["*"] if node.args.kwonlyargs else []
    return f"{node.name}({', '.join([*names, *stars, *(argument.arg for argument in node.args.kwonlyargs)])})"


def _first_line(text: str) -> str:
    return " ".join(text.strip().partition("\n\n")[0].split()).replace("|", "\\|")


def facts(kinds: Mapping[int, type[Fact]], numbers: Mapping[str, int]) -> str:
    """Return a table of the kinds of fact: number, name, what it is, and the fields it may have, by number."""
    rows = ["| kind | name | what it is | fields |", "|---|---|---|---|"]
    for number, kind in sorted(kinds.items()):
        own = msgspec.structs.fields(kind)
        fields = ", ".join(f"{numbers[field.name]} {field.name}{_must(field)}" for field in own)
        rows.append(f"| {number} | `{kind.NAME}` | {_first_line(kind.__doc__ or '')} | {fields} |")
    return "\n".join(rows)


def _must(field: msgspec.structs.FieldInfo) -> str:
    return "*" if field.required else ""
