"""The documents say what is so: every file they name exists, every command has help, every setting is explained."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import edge.cli
import hub.cli
import models.cli

PROJECT = Path(__file__).resolve().parents[1]
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md")), PROJECT / "models" / "README.md"]
PROGRAMS = {"chasqui-edge": edge.cli.main, "chasqui-hub": hub.cli.main, "chasqui-models": models.cli.main}
USERS = ("escuela", "docente", "estudiante", "soporte", "region", "administracion", "analisis")
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
_COMMAND = re.compile(r"`?(chasqui-(?:edge|hub|models) [^`\n#|]+)")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_FILE = re.compile(r"`((?:edge|hub|shared|sync|models|tests|docs|deploy)/[\w/.]*)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = [name for name in _LINK.findall(text) if not (page.parent / name).exists()]
    missing += [name for name in _FILE.findall(text) if not (PROJECT / name).exists()]

    assert not missing


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.parent.name != "reference"], ids=lambda page: page.name
)
def test_every_command_that_a_page_shows_exists_with_its_options(page: Path) -> None:
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    shown = [line for line in _COMMAND.findall(text) if "..." not in line and "[OPCIONES]" not in line]

    assert not [f"{line}: {problem}" for line in shown if (problem := problem_of(line))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_line_that_installs_the_project_holds_to_what_is_pinned(page: Path) -> None:
    shown = re.findall(r"pip install ([^`\n]*['\"]\.\[[^`\n]*)", page.read_text(encoding="utf-8"))

    assert [line for line in shown if not line.startswith("-c constraints.txt ")] == []


def test_the_region_that_is_made_up_to_practise_with_is_taken_whole(tmp_path: Path) -> None:
    guide = (PROJECT / "docs" / "region.md").read_text(encoding="utf-8")
    shown = guide.partition("export CHASQUI_HUB_DIR=~/chasqui-practica\n")[2].partition("```")[0]
    orders = [line.replace("practica", str(tmp_path / "practica")) for line in shown.splitlines()]
    found = {line: _done(line, tmp_path) for line in orders if line != "chasqui-hub nightly"}

    assert len(found) == 5
    assert {line: done.output for line, done in found.items() if done.exit_code} == {}
    told = [done.output for line, done in found.items() if " import " in line]
    assert [bool(re.search(r"Nuevas: [1-9].* Rechazadas: 0\.", one)) for one in told] == [True] * 3


def _done(order: str, folder: Path) -> Result:
    program, *words = shlex.split(order)
    return CliRunner().invoke(PROGRAMS[program], words, env={"CHASQUI_HUB_DIR": str(folder / "hub")})


def test_each_kind_of_user_has_a_guide_that_the_readme_names() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")

    assert not [user for user in USERS if f"docs/{user}.md" not in readme]


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


@pytest.mark.parametrize(("page", "least"), [("weather.md", 50), ("threats.md", 50)])
def test_every_test_that_a_page_names_exists(page: str, least: int) -> None:
    text = (PROJECT / "docs" / page).read_text(encoding="utf-8")
    named = _TEST.findall(text)

    assert len(named) > least
    assert not [f"{file}::{name}" for file, name in named if not _defines(PROJECT / file, name)]


def test_no_threat_is_without_a_test() -> None:
    text = (PROJECT / "docs" / "threats.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| threat |")]

    assert len(rows) == 27
    assert not [row for row in rows if not _TEST.search(row)]


def test_the_weather_names_every_module_of_faults() -> None:
    text = (PROJECT / "docs" / "weather.md").read_text(encoding="utf-8")
    files = {path.name for path in (PROJECT / "tests" / "faults").glob("test_*.py")}

    assert not {name for name in files if f"tests/faults/{name}" not in text}


def _defines(file: Path, name: str) -> bool:
    return file.exists() and f"\ndef {name}(" in file.read_text(encoding="utf-8")


def test_the_readme_stays_short() -> None:
    assert len((PROJECT / "README.md").read_text(encoding="utf-8").splitlines()) < 120


def problem_of(line: str) -> str:
    """Return what is wrong with a command as it is written in a page; the empty string where it parses."""
    program, *words = shlex.split(line.partition(" && ")[0].partition(")")[0])
    command: click.Command = PROGRAMS[program]
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        if words[0] not in command.commands:
            return f"no command {words[0]}"
        command = command.commands[words.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    unknown = [word for word in words if word.startswith("--") and word.partition("=")[0] not in known]
    return f"no option {unknown}" if unknown else ""


def _short_names(source: str, prefix: str) -> list[str]:
    return [prefix + name for name in re.findall(r'(?:_PREFIX \+ |_number\()"([A-Z_]+)"', source)]


def _commands(group: click.Group, path: str) -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        found.append((f"{path} {name}", command))
        if isinstance(command, click.Group):
            found += _commands(command, f"{path} {name}")
    return found
