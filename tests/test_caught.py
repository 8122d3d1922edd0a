"""Any failure is caught in one place, ``shared.surviving``; elsewhere, whoever catches all of them raises again."""

import ast
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
PACKAGES = ("edge", "hub", "shared", "sync")
THE_PLACE = "shared/surviving.py"
ALL = {"", "Exception", "BaseException"}


def broad(tree: ast.AST) -> Iterator[ast.ExceptHandler]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if ALL & {ast.unparse(one) if one is not None else "" for one in kinds}:
                yield node


def swallows(source: str) -> list[int]:
    """Return the lines on which any failure is caught and does not go on."""
    return [one.lineno for one in broad(ast.parse(source)) if not isinstance(one.body[-1], ast.Raise)]


def test_nobody_else_catches_any_failure_and_goes_on() -> None:
    found = {
        f"{path.relative_to(PROJECT).as_posix()}:{line}"
        for package in PACKAGES
        for path in sorted((PROJECT / package).rglob("*.py"))
        for line in swallows(path.read_text(encoding="utf-8"))
    }

    assert {one for one in found if not one.startswith(THE_PLACE)} == set()
    assert found


def test_one_that_does_would_be_found() -> None:
    kept = "try:\n    pass\nexcept (OSError, Exception) as error:\n    print(error)\n"

    assert swallows(kept) == [3]
    assert swallows(kept.replace("(OSError, Exception)", "OSError")) == []
    assert swallows(f"{kept}    raise\n") == []
