"""Whoever runs a command of either program reads Spanish, click's own words too."""

import re
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from edge.cli import main as edge
from hub.cli import main as hub
from hub.demo.__main__ import main as demo
from models.cli import main as models


@pytest.mark.parametrize("program", [edge, hub], ids=["edge", "hub"])
@pytest.mark.parametrize(
    ("order", "told"),
    [
        (["--help"], ["Uso:", "Opciones:", "Órdenes:", "Muestra esta ayuda y termina."]),
        (["nada"], ["Error: No hay ninguna orden «nada».", "Vea la ayuda con"]),
        (["status", "--nada"], ["No hay ninguna opción «--nada»."]),
        (["status", "de", "más"], ["Sobran datos (de más)"]),
        (["import"], ["Uso:"]),
        (["user", "add"], ["Falta"]),
        (["user", "add", "ana", "--role", "reina"], ["«reina» no es uno de estos"]),
    ],
)
def test_click_speaks_spanish(program: click.Group, order: list[str], told: list[str]) -> None:
    done = CliRunner().invoke(program, order)

    assert [words for words in told if words not in done.output] == []
    assert not any(word in done.output for word in ("Usage", "Options", "Commands", "Missing", "Invalid", "No such"))


def test_a_file_that_is_a_folder_is_told_in_spanish(tmp_path: object) -> None:
    done = CliRunner().invoke(hub, ["import", "catalogue", str(tmp_path)])

    assert f"«{tmp_path}» es una carpeta, no un archivo." in done.output


def _help_of(command: click.Command, path: str) -> Iterator[tuple[str, str]]:
    yield path, command.get_help(click.Context(command, info_name=path))
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _help_of(inner, f"{path} {name}")


@pytest.mark.parametrize("program", [edge, hub, models, demo], ids=["edge", "hub", "models", "demo"])
def test_no_help_names_in_english_what_is_to_be_written(program: click.Command) -> None:
    english = re.compile(
        r"\b(OPTIONS|COMMAND|ARGS|TEXT|INTEGER|FLOAT|FILE|FILENAME|PATH|DIRECTORY|FOLDER|NAME|LOGIN|NUMBER|SCHOOL|"
        r"RESOURCE|VERSION|BEFORE|AFTER|BUNDLE|LEAVING|HEIR)\b"
    )
    found = [f"{path}: {hit[0]}" for path, text in _help_of(program, "orden") if (hit := english.search(text))]

    assert found == []


def test_the_demonstration_speaks_spanish_in_a_process_of_its_own() -> None:
    # Whoever imports another program here made click speak Spanish already.
    done = subprocess.run(
        [sys.executable, "-m", "hub.demo", "--help"], capture_output=True, encoding="utf-8", check=True
    )

    assert "Uso: python -m hub.demo [OPCIONES]" in done.stdout
    assert "Show this message" not in done.stdout
