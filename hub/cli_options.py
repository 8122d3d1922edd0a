"""What the commands share: where the hub is, and how a report is told."""

import json
from collections.abc import Callable
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hub.config import Config
from hub.keyfiles import read_keys
from shared.console import unseen
from shared.errors import BadInput

if TYPE_CHECKING:
    from hub.store import Store

Command = Callable[..., Any]
FILE = click.Path(path_type=Path, dir_okay=False)


class Amount(click.FloatRange):
    """A number within bounds: ``nan``, which is above and below nothing, is within none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or fail as click does."""
        found = float(super().convert(value, param, ctx))
        return found if isfinite(found) else self.fail(f"«{value}» no es un número que sirva.", param, ctx)


def in_dir(command: Command) -> Command:
    """Add ``--dir``: where this hub's data lies."""
    return click.option(
        "--dir", "folder", type=click.Path(path_type=Path, file_okay=False), default=None,
        help="Carpeta de datos de la central (también CHASQUI_HUB_DIR).",
    )(command)  # fmt: skip


def as_json(command: Command) -> Command:
    """Add ``--json``: the report for another program."""
    return click.option("--json", "json_", is_flag=True, help="Informe en JSON.")(command)


def open_store(folder: Path | None) -> "Store":
    """
    Open the store of an existing hub; the command that is under way closes it as it ends.

    Raises:
        NotInitialised: There is none.
    """
    from hub.store import Store

    config = Config.from_env(folder)
    read_keys(config)
    store = Store(config)
    if context := click.get_current_context(silent=True):
        context.call_on_close(store.close)
    return store


def new_phrase() -> str:
    """Ask twice for the phrase that seals keys."""
    return unseen("Frase para las claves", twice=True)


def phrase() -> str:
    """Ask for the phrase that sealed keys."""
    return unseen("Frase de las claves")


def passphrase(file: Path | None = None, *, twice: bool = False) -> str:
    """
    Return an account's passphrase: the first line of *file* or of the input, or typed unseen; never an argument.

    Raises:
        BadInput: The file cannot be read.
    """
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput("No se puede leer la clave en «%(path)s». No se cambió nada.", path=file) from error
    return unseen("Clave", twice=twice)


def step(store: "Store", name: str, doing: str, work: Callable[[], tuple[dict[str, Any], str]], *, json_: bool) -> None:
    """Do one step of the office's work: say that it begins, tell what it came to, and write that into ``reports/``."""
    from hub import reports

    click.echo(f"{doing}…", err=True)
    tell(*reports.worked(store, name, work), json_=json_)


def tell(report: dict[str, Any], words: str, *, json_: bool) -> None:
    """Print a report as words or as JSON."""
    click.echo(json.dumps(report, ensure_ascii=False, indent=2, default=str) if json_ else words)
