"""A test that does not run for want of a tool says so in words that make CI red."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_docs import PROJECT

_SKIPS = {"skip", "skipif", "importorskip"}
_TOOL = re.compile(r"install|apt-get|\bmake \w+|\bnot here\b|\bno \w+ here$")
"""How a reason speaks of what somebody could bring."""


def reasons() -> Iterator[tuple[str, str]]:
    """Yield each reason for which a test may not run, with its file."""
    for path in sorted((PROJECT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _SKIPS:
                said = [*node.args, *(word.value for word in node.keywords)]
                for one in said:
                    text = "".join(str(part.value) for part in ast.walk(one) if isinstance(part, ast.Constant))
                    yield path.relative_to(PROJECT).as_posix(), text if not isinstance(one, ast.Call) else ""


def test_a_reason_that_speaks_of_a_tool_begins_with_needs() -> None:
    of_tools = [(file, text) for file, text in reasons() if _TOOL.search(text)]

    assert len(of_tools) >= 8
    assert [(file, text) for file, text in of_tools if not text.startswith("needs ")] == []


@pytest.mark.parametrize(("ci", "code"), [("1", 1), ("", 0)])
def test_in_ci_a_test_of_pages_without_a_browser_is_red(ci: str, code: int, tmp_path: Path) -> None:
    test = "tests/browser/region/test_admin.py"
    env = {**os.environ, "PATH": str(tmp_path), "CI": ci}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)

    assert "did not run for want of a tool" in done.stdout
    assert done.returncode == code
