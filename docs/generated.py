"""Writes the generated parts of the reference (docs/reference): commands, pages and modules as the code has them."""

import ast
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import msgspec
from flask import Blueprint, Flask
from msgspec import inspect
from werkzeug.routing import Rule

from shared.fact_fields import Fact
from shared.web import EVERYONE, Policy, Role

PROJECT = Path(__file__).resolve().parents[1]
_WIDTH = 100
_WORDS = {
    inspect.BoolType: "true or false",
    inspect.BytesType: "bytes",
    inspect.DateType: "date",
    inspect.FloatType: "number",
}


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
        fields = ", ".join(f"{numbers[field.name]} {_field(field)}" for field in _fields(kind))
        rows.append(f"| {number} | `{kind.NAME}` | {_first_line(kind.__doc__ or '')} | {fields} |")
    return "\n".join(rows)


def structs(*kinds: type[msgspec.Struct]) -> str:
    """Return a table of what travels as a map from text: each of *kinds* and those inside it, with their fields."""
    rows = ["| | fields |", "|---|---|"]
    for kind in _with_parts(kinds):
        rows.append(f"| `{kind.__name__}` | {', '.join(map(_field, _fields(kind)))} |")
    return "\n".join(rows)


def _fields(kind: type[msgspec.Struct]) -> tuple[inspect.Field, ...]:
    found = inspect.type_info(kind)
    if not isinstance(found, inspect.StructType):
        raise TypeError(kind)
    return found.fields


def _with_parts(kinds: Iterable[type[msgspec.Struct]]) -> list[type[msgspec.Struct]]:
    """Return *kinds* and what they hold, each once, in the order in which it is met."""
    found: dict[type[msgspec.Struct], None] = {}
    for kind in kinds:
        parts = [part.cls for field in _fields(kind) for part in _parts(field.type) if _is_struct(part)]
        found |= dict.fromkeys([kind, *_with_parts(parts)])
    return list(found)


def _parts(kind: inspect.Type) -> list[Any]:
    """Return a type and those inside a list or a map, or beside nothing."""
    match kind:
        case inspect.UnionType():
            return [part for one in kind.types for part in _parts(one)]
        case inspect.VarTupleType():
            return [kind, *_parts(kind.item_type)]
        case inspect.DictType():
            return [kind, *_parts(kind.value_type)]
    return [kind]


def _is_struct(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.StructType)


def _field(field: inspect.Field) -> str:
    default = "" if field.default in (msgspec.NODEFAULT, None, "", 0, ()) else f" ({_plain(field.default)})"
    return f"{field.name}{'*' if field.required else ''} {_type(field.type)}{default}".replace(" ()", "")


def _plain(default: Any) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    return str(default) if isinstance(default, int | str) else ""


def _type(kind: inspect.Type) -> str:
    """Return in a word or two what a field holds."""
    match kind:
        case inspect.UnionType():
            return _type(next(one for one in kind.types if not isinstance(one, inspect.NoneType)))
        case inspect.VarTupleType():
            return f"list of {_type(kind.item_type)}"
        case inspect.TupleType():
            return f"[{', '.join(map(_type, kind.item_types))}]"
        case inspect.DictType():
            return f"map from {_type(kind.key_type)} to {_type(kind.value_type)}"
        case inspect.StructType():
            return f"`{kind.cls.__name__}`"
        case inspect.IntType(ge=low, le=high):
            return "number" if high is None else f"{low}..{high}"
        case inspect.StrType(max_length=most):
            return "text" if most is None else f"text ≤ {most}"
        case inspect.EnumType():
            return f"one of {' '.join(kind.cls)}"
    return _WORDS[type(kind)]
