"""Commands for the points of districts on the map."""

from pathlib import Path

import click

from hub import cli_options as cli

_File = click.Path(path_type=Path, dir_okay=False)


def register(main: click.Group) -> None:
    """Add these commands to *main*."""
    main.add_command(districts)


@click.group()
def districts() -> None:
    """Los puntos de los distritos, para el mapa: los de sus propias escuelas, o los de un archivo."""


@districts.command("import")
@click.argument("file", type=_File)
@click.option("--why", default="", help="El motivo, sin nombres de personas: queda en el historial.")
@click.option("--dry-run", is_flag=True, help="Revisa y no guarda nada.")
@cli.in_dir
def import_(file: Path, why: str, dry_run: bool, folder: Path | None) -> None:
    """Trae los puntos de un GeoJSON o de una tabla con ubigeo, lat y lon; reemplazan a los que se trajeron antes."""
    from hub.acts import BY_COMMAND
    from hub.districts import bring
    from hub.importers.districts import read_points

    store = cli.open_store(folder)
    found = read_points(file)
    if dry_run:
        click.echo(f"Puntos en el archivo: {len(found)}. No se guardó nada.")
        return
    click.echo(f"Puntos guardados: {bring(store, found, why=why, by=BY_COMMAND)}.")


@districts.command("export")
@click.argument("file", type=_File)
@cli.in_dir
def export(file: Path, folder: Path | None) -> None:
    """Escribe en un GeoJSON los puntos que usa el mapa."""
    from hub.districts import as_geojson, points
    from shared.whole import write_whole

    store = cli.open_store(folder)
    found = points(store, store.schools()).values()
    write_whole(file, as_geojson(found))
    click.echo(f"Puntos escritos: {len(found)}.")
