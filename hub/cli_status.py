"""The command that tells how the region is."""

from pathlib import Path

import click

from hub import cli_options as cli


def register(main: click.Group) -> None:
    """Add this command to *main*."""
    main.add_command(status)


@click.command()
@cli.as_json
@cli.in_dir
def status(json_: bool, folder: Path | None) -> None:
    """Muestra cómo está la región: escuelas, registros, lo que espera, plan y modelo."""
    from hub.state_of_region import report, words

    store = cli.open_store(folder)
    found = report(store)
    cli.tell(found, words(store, found), json_=json_)
