"""The documents say what is so: every file they name exists, every command has help, every setting is explained."""

import re
from pathlib import Path

import click
import pytest

import edge.cli
import hub.cli
import models.cli

PROJECT = Path(__file__).resolve().parents[1]
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md")), PROJECT / "models" / "README.md"]
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
_FILE = re.compile(r"`((?:edge|hub|shared|sync|models|tests|docs|deploy)/[\w/.]*)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = [name for name in _LINK.findall(text) if not (page.parent / name).exists()]
    missing += [name for name in _FILE.findall(text) if not (PROJECT / name).exists()]

    assert not missing


@pytest.mark.parametrize("group", [edge.cli.main, hub.cli.main, models.cli.main], ids=["edge", "hub", "models"])
def test_every_command_says_what_it_does(group: click.Group) -> None:
    assert not [name for name, command in _commands(group, "") if not command.help]


@pytest.mark.parametrize(("config", "page"), [("edge", "escuela.md"), ("hub", "region.md")])
def test_every_setting_is_explained(config: str, page: str) -> None:
    prefix = f"CHASQUI_{config.upper()}_"
    source = (PROJECT / config / "config.py").read_text()
    names = {*re.findall(prefix + r"[A-Z_]+", source), *_short_names(source, prefix)}
    text = (PROJECT / "docs" / page).read_text(encoding="utf-8")

    assert names
    assert not {name for name in names if name not in text}


def test_the_readme_stays_short() -> None:
    assert len((PROJECT / "README.md").read_text(encoding="utf-8").splitlines()) < 120


def _short_names(source: str, prefix: str) -> list[str]:
    return [prefix + name for name in re.findall(r'(?:_PREFIX \+ |_number\()"([A-Z_]+)"', source)]


def _commands(group: click.Group, path: str) -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        found.append((f"{path} {name}", command))
        if isinstance(command, click.Group):
            found += _commands(command, f"{path} {name}")
    return found
