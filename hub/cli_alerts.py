"""The command that tells what is wrong, for whoever watches a region by mail or by a timer."""

import sys
from pathlib import Path

import click

from hub import cli_options as cli


def register(main: click.Group) -> None:
    """Add this command to *main*."""
    main.add_command(alerts)


@click.command()
@cli.as_json
@cli.in_dir
def alerts(json_: bool, folder: Path | None) -> None:
    """Dice lo que anda mal y qué hacer; termina con 1 si hay algo, y con 0 si todo está bien."""
    from hub.alarms import alarms
    from hub.still_open import still_open

    store = cli.open_store(folder)
    found = alarms(store)
    rows = [
        {
            "kind": one.kind,
            "subject": one.subject,
            "said": one.said.text(),
            "since": one.since.isoformat(timespec="seconds") if one.since else None,
        }
        for one in found
    ]
    words = "\n".join(one.said.text() for one in found) or _none([one.text() for one in still_open(store)])
    cli.tell({"alarms": rows}, words, json_=json_)
    if found:
        sys.exit(1)


def _none(still: list[str]) -> str:
    told = "Ningún aviso por atender. Queda abierto, sin ser todavía un aviso:"
    return "\n".join([told, *(f"  {words}" for words in still)]) if still else "No hay nada que atender."
