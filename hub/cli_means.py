"""The command that shows what a region has of roads, trips and money, and knows of poverty; ``import`` brings it in."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hub import cli_options as cli
from shared.errors import BadInput
from shared.sentences import counted

if TYPE_CHECKING:
    from hub.means_report import Poverty

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_WORDS = {
    "weight_kg": "Ruta {name}: {limit:,.1f} kg, usados {used:,.1f}",
    "volume_l": "Ruta {name}: {limit:,.1f} litros, usados {used:,.1f}",
    "trips_soles": "Viajes desde {name}: S/ {limit:,.2f}, usados {used:,.2f}",
    "money_soles": "Recursos: S/ {limit:,.2f}, usados {used:,.2f}",
}


def register(main: click.Group) -> None:
    """Add the command to *main*."""
    main.add_command(means)


@click.command()
@click.option("--month", metavar="AAAA-MM", default="", help="De qué mes se dice lo usado; si no, el del último plan.")
@cli.as_json
@cli.in_dir
def means(month: str, json_: bool, folder: Path | None) -> None:
    """Muestra lo que hay cada mes de rutas, viajes y dinero, y lo que los planes publicados usaron."""
    from hub.means_report import report

    if month and not _MONTH.fullmatch(month):
        raise BadInput("«%(month)s» no es un mes. Se escribe AAAA-MM, por ejemplo 2026-10.", month=month)
    found = report(cli.open_store(folder), month)
    words = [f"Lo que hay cada mes, y lo que los planes publicados de {found.cycle} usaron:"]
    words += [f"  {_WORDS[one.what].format(name=one.name, limit=one.limit, used=one.used)}" for one in found.limits]
    if not found.limits:
        words = ["La región no puso límites: ni las rutas, ni los viajes, ni el dinero limitan sus planes."]
    words.append(
        f"De {counted(found.sites, 'local', 'locales')}, con ruta {found.with_road:,} y con costo de viaje "
        f"{found.with_trip:,}. Recursos con costo: {found.with_cost:,}."
    )
    words += [_poverty(one, found.schools) for one in found.quintiles]
    cli.tell({**asdict(found), "limits": [asdict(one) for one in found.limits]}, "\n".join(words), json_=json_)


def _poverty(one: "Poverty", schools: int) -> str:
    counts = ", ".join(f"{quintile}: {number:,}" for quintile, number in one.by_quintile.items())
    return f"Quintil de pobreza según {one.source} ({one.year}): {one.schools:,} de {schools:,} escuelas. {counts}."
