"""Every message that the pages of an installed Chasqui may ask for, found in its own files."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from jinja2.ext import babel_extract

from shared import reasons
from shared.errors import ChasquiError

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("shared", "sync", "edge", "hub")
COMMANDS_ONLY = (
    "edge/cli", "edge/config", "edge/enrol", "edge/writer", "hub/aggregate", "hub/carry", "hub/cli", "hub/config",
    "hub/demo", "hub/exports", "hub/fairness", "hub/forecasting", "hub/importers/panel", "hub/keyfiles",
    "hub/named_files", "hub/nightly", "hub/postgres", "hub/recommending", "hub/release", "hub/spark",
)  # fmt: skip
"""Modules whose errors and reports only a command tells; commands speak Spanish."""
_PUPILS_BASE = "student_base.html"
_PUPILS_CODE = ("card", "files", "staying", "student")
"""Modules of ``edge/views`` that say what pupils read."""
_ONE = {"_", "N_", "gettext"}
_FRAGMENT = "t"
"""In templates, ``fragments.fragment``."""
_PLURAL = "ngettext"
_PLURALS = {_PLURAL, "nfragment"}
_READER = "unpack"
"""Takes the words for what it reads, for its errors."""
_TEMPLATE_OPTIONS = {"trimmed": "true", "silent": "false"}


@dataclass(frozen=True, slots=True)
class Message:
    """A message in the source language; of one with a plural, ``plural`` is its second form."""

    text: str
    plural: str = ""


def messages(folders: Iterable[str] = FOLDERS) -> dict[Message, str]:
    """Return the messages of the ``.py`` and ``.html`` files under *folders*, each with where it is first asked for."""
    found: dict[Message, str] = {}
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            for line, message in _of_file(path):
                found.setdefault(message, f"{path.relative_to(ROOT).as_posix()}:{line}")
        if folder == "shared":
            found.update({Message(text): "shared/reasons.py" for text in reasons.MESSAGES})
    return found


def first_messages() -> dict[Message, str]:
    """Return the messages of the pupils' pages and home's five questions: what a small language has before the rest."""
    edge = ROOT / "edge"
    pages = [one for one in sorted((edge / "templates").glob("*.html")) if _PUPILS_BASE in f"{one.name} {_text(one)}"]
    found: dict[Message, str] = {}
    for path in (*pages, *(edge / "views" / f"{name}.py" for name in _PUPILS_CODE), edge / "templates" / "home.html"):
        for line, message in _of_file(path):
            if path.stem != "home" or message.text.startswith("¿"):
                found.setdefault(message, f"{path.relative_to(ROOT).as_posix()}:{line}")
    return found


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _of_file(path: Path) -> Iterator[tuple[int, Message]]:
    if path.suffix == ".py":
        told = not path.relative_to(ROOT).as_posix().startswith(COMMANDS_ONLY)
        yield from of_code(path.read_text(encoding="utf-8"), errors_too=told)
    elif path.suffix == ".html":
        yield from _of_template(path.read_bytes())


def of_code(source: str, *, errors_too: bool = True) -> Iterator[tuple[int, Message]]:
    """
    Yield line and message of each call that asks for a translation, now or later, and of each error's template.

    >>> [message.text for _line, message in of_code('raise BadInput("Falta %(name)s.", name=name)')]
    ['Falta %(name)s.']
    """
    tree = ast.parse(source)
    named = _named(tree)
    told = {kind.__name__ for kind in _kinds(ChasquiError)} | {"__init__", "Sentence"} if errors_too else set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _called(node.func)
        texts = _texts(node.args)
        if name in _PLURALS and len(texts) == 2:
            yield node.lineno, Message(texts[0], texts[1])
        elif name == _READER:
            yield from ((node.lineno, Message(text)) for text in _texts(at.value for at in node.keywords))
        elif name in told:
            kept = [text for arg in node.args[:2] if isinstance(arg, ast.Name) for text in named.get(arg.id, ())]
            yield from ((node.lineno, Message(text)) for text in texts[:1] or kept if text)
        elif name in _ONE:
            yield from ((node.lineno, Message(text)) for text in texts if text)


def _named(tree: ast.AST) -> dict[str, list[str]]:
    """Return the texts that a file gives a name before it uses them: ``words = "..." if one else "..."``."""
    named: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            values = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
            named.setdefault(node.targets[0].id, []).extend(_texts(values))
    return named


def _texts(values: Iterable[ast.expr]) -> list[str]:
    return [one.value for one in values if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def _kinds(kind: type[ChasquiError]) -> Iterator[type[ChasquiError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _kinds(child)


def _called(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _of_template(source: bytes) -> Iterator[tuple[int, Message]]:
    for line, _function, found, _comments in babel_extract(
        BytesIO(source), ("_", _FRAGMENT, _PLURAL), (), _TEMPLATE_OPTIONS
    ):
        texts = [text for text in (found if isinstance(found, tuple) else (found,)) if text]
        if texts:
            yield line, Message(*texts[:2])
