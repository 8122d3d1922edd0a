"""The command of the drill: that the newest copy would bring the hub back."""

from pathlib import Path

import click

from hub import cli_options as cli


def register(main: click.Group) -> None:
    """Add this command to *main*."""
    main.add_command(drill)


@click.command()
@click.option("--to", "place", default="", metavar="LUGAR", help="Dónde están las copias (también CHASQUI_HUB_COPIES).")
@click.option("--copy", "name", default="", metavar="NOMBRE", help="Esa copia y no la más nueva.")
@click.option(
    "--scratch", type=click.Path(path_type=Path, file_okay=False, exists=True), help="Dónde hay sitio para restaurarla."
)
@cli.as_json
@cli.in_dir
def drill(place: str, name: str, scratch: Path | None, json_: bool, folder: Path | None) -> None:
    """Restaura la copia más nueva aparte, la revisa entera y la quita: prueba que la copia sirve."""
    from hub.copy_places import place_of
    from hub.drill import drill as work

    store = cli.open_store(folder)
    click.echo("Restaurando la copia aparte…", err=True)
    done = work(store, place_of(place or store.config.copies, store.config.folder), name, scratch)
    cli.tell(done.fields(), done.words(), json_=json_)
