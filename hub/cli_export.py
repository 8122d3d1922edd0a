"""The commands that write a table for another program."""

from datetime import datetime
from pathlib import Path

import click

from hub import cli_options as cli


def register(main: click.Group) -> None:
    """Add these commands to *main*."""
    main.add_command(export)
    main.add_command(dhis2_values)


@click.command()
@click.argument("name", metavar="TABLA")
@click.option("--to", "file", type=cli.FILE, required=True, help="Archivo .csv, .json o .parquet.")
@click.option("--plan", default="", help="De plan_lines: de qué plan; si falta, el último publicado.")
@cli.as_json
@cli.in_dir
def export(name: str, file: Path, plan: str, json_: bool, folder: Path | None) -> None:
    """
    Escribe una tabla para otro programa, sin grupos de menos de cinco estudiantes.

    Las tablas: schools, weekly_demand, forecast, plan_lines, deliveries, stock, losses, closings, supply,
    quality_schools, quality_ugels, use_by_kind, use_by_week, who_got.
    """
    from hub import export_forms, exporting

    rows = export_forms.write(exporting.report(cli.open_store(folder), name, plan=plan), name, file)
    cli.tell({"table": name, "file": str(file), "rows": rows}, f"Filas en «{file}»: {rows}.", json_=json_)


@click.command("dhis2")
@click.option("--to", "file", type=cli.FILE, default=None, help="Archivo .json que DHIS2 recibe.")
@click.option("--by", type=click.Choice(["week", "month"]), default="week", help="Por semana o por mes.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Desde qué día, como 2026-03-01.")
@click.option("--dry-run", is_flag=True, help="Cuenta, dice qué no tiene nombre en DHIS2, y no escribe nada.")
@cli.as_json
@cli.in_dir
def dhis2_values(
    file: Path | None, by: str, since: datetime | None, dry_run: bool, json_: bool, folder: Path | None
) -> None:
    """
    Escribe las cifras de las escuelas como DHIS2 las recibe (dataValueSets).

    Cómo se llama cada cosa allá se importa con «chasqui-hub import dhis2».
    """
    from hub import dhis2

    if (file is None) != dry_run:
        raise click.UsageError("Diga el archivo con --to, o --dry-run: uno de los dos.")
    tally = dhis2.Tally()
    asked = dhis2.Asked(dhis2.By(by), since.date() if since else None)
    dhis2.write(dhis2.values(cli.open_store(folder), asked, tally), file)
    if warning := tally.warning():
        click.echo(f"Aviso: {warning.text()}", err=True)
    words = [one.text() for one in tally.sentences()]
    cli.tell(tally.told() | {"file": str(file or "")}, "\n".join(words), json_=json_)
