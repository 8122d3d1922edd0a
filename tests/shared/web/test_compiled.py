"""A template is compiled once, and never taken from a file that is not what it was compiled into."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from shared.web.compiled import Compiled

Compiling = Callable[..., list[str]]


@pytest.fixture
def compiling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Compiling:
    """Give what renders ``a.html`` as after a start; it returns the text, and what it compiled."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    (tmp_path / "a.html").write_text("{% if who %}Hola {{ who }}{% endif %}\n")

    def rendered(**settings: bool) -> list[str]:
        env, compiled = Environment(loader=FileSystemLoader(tmp_path), autoescape=True, **settings), list[str]()
        made = env.compile

        def told(source: str, name: str, *more: str) -> object:
            compiled.append(name)
            return made(source, name, *more)

        env.compile = told  # type: ignore[method-assign, assignment]
        env.bytecode_cache = Compiled(env)
        return [env.get_template("a.html").render(who="Luz"), *compiled]

    return rendered


def kept(folder: Path) -> Path:
    [file] = (folder / "__pycache__").iterdir()
    return file


def test_the_second_start_compiles_nothing(compiling: Compiling) -> None:
    assert [compiling(), compiling()] == [["Hola Luz", "a.html"], ["Hola Luz"]]


def test_a_template_that_changed_is_compiled_again(compiling: Compiling, tmp_path: Path) -> None:
    compiling()
    (tmp_path / "a.html").write_text("Adiós {{ who }}")

    assert compiling() == ["Adiós Luz", "a.html"]


def test_other_settings_compile_again(compiling: Compiling) -> None:
    compiling()

    assert compiling(trim_blocks=True) == ["Hola Luz", "a.html"]


@pytest.mark.parametrize("at", range(0, 400, 7))
def test_a_file_that_is_not_whole_is_made_again(compiling: Compiling, tmp_path: Path, at: int) -> None:
    compiling()
    whole = kept(tmp_path).read_bytes()
    kept(tmp_path).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])

    assert compiling() == ["Hola Luz", "a.html"]
    assert kept(tmp_path).read_bytes() == whole


@pytest.mark.parametrize("left", [0, 31, 32, 33, 100])
def test_a_file_that_was_cut_is_made_again(compiling: Compiling, tmp_path: Path, left: int) -> None:
    compiling()
    kept(tmp_path).write_bytes(kept(tmp_path).read_bytes()[:left])

    assert compiling() == ["Hola Luz", "a.html"]


def test_where_nothing_can_be_kept_the_pages_are_the_same(compiling: Compiling, tmp_path: Path) -> None:
    (tmp_path / "__pycache__").write_text("no folder")

    assert [compiling(), compiling()] == [["Hola Luz", "a.html"]] * 2


def test_who_wants_no_compiled_files_gets_none(
    compiling: Compiling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert [compiling(), compiling()] == [["Hola Luz", "a.html"]] * 2
    assert not (tmp_path / "__pycache__").exists()
