"""
The school's node runs on Windows too: what the linter cannot see of it (ruff bans POSIX-only calls by name).

No Windows machine runs these tests; docs/soporte.md lists what was never run there.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

import pytest

import shared.errors
from shared.ids import NodeId
from sync.folder import put_bundle, put_model, put_reply

PROJECT = Path(__file__).resolve().parents[1]
FILES = sorted(path for folder in ("edge", "shared", "sync") for path in (PROJECT / folder).rglob("*.py"))
CONSOLE = "cp1252"
"""The code page into which a Windows program writes when its output goes to a file or another program."""
_ERRORS = tuple(
    name for name, one in vars(shared.errors).items() if isinstance(one, type) and issubclass(one, Exception)
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_every_text_file_is_opened_in_a_named_encoding(path: Path) -> None:
    unnamed = [call.lineno for call in _calls(path, "read_text", "write_text") if not _has(call, "encoding")]

    assert not unnamed


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_no_date_is_written_with_a_format_that_windows_does_not_know(path: Path) -> None:
    formats = [call.args[0] for call in _calls(path, "strftime") if call.args]

    assert not [one.value for one in formats if isinstance(one, ast.Constant) and "%-" in str(one.value)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_every_message_can_be_written_by_a_windows_program(path: Path) -> None:
    said = [text for call in _calls(path, "echo", *_ERRORS) for text in _texts(call)]

    assert not [text for text in said if text != text.encode(CONSOLE, "replace").decode(CONSOLE)]


def test_every_name_on_a_stick_is_a_name_on_windows(tmp_path: Path) -> None:
    put_bundle(tmp_path, b"bundle")
    put_reply(tmp_path, NodeId(bytes(8)), b"reply")
    put_model(tmp_path, "a" * 64, b"model")
    names = [PureWindowsPath(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")]

    assert len(names) >= 6
    assert not [name for name in names if name.is_reserved() or re.search(r'[<>:"|?*\\]|[. ]$', name.name)]


def _calls(path: Path, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _name(node.func) in names:
            yield node


def _name(function: ast.expr) -> str:
    match function:
        case ast.Attribute():
            return function.attr
        case ast.Name():
            return function.id
        case _:
            return ""


def _has(call: ast.Call, keyword: str) -> bool:
    return any(one.arg == keyword for one in call.keywords)


def _texts(call: ast.Call) -> Iterator[str]:
    for node in ast.walk(call):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
