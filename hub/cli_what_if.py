"""The command of trials: what a change would do to the region's plan, or to an instance in files. Nothing is kept."""

from pathlib import Path

import click
import msgspec

from hub import cli_options as cli
from hub.allocation.settings import MAX_ALPHA
from shared.errors import BadInput
from shared.whole import write_whole

_FOLDER = click.Path(path_type=Path, file_okay=False)


def register(plan: click.Group) -> None:
    """Add this command to *plan*."""
    plan.add_command(what_if)


@click.command("whatif")
@click.argument("instance", metavar="[CARPETA]", type=_FOLDER, required=False)
@click.option("--alpha", type=cli.Amount(0, MAX_ALPHA), help="Cuánto pesa lo parejo: 0 nada, 2 bastante.")
@click.option("--guarantee", type=click.IntRange(0, 100), help="Atención mínima de cada escuela, en por ciento.")
@click.option("--money", type=cli.Amount(min=0), help="Soles para todo lo que se envía.")
@click.option("--stock", "stock", multiple=True, metavar="[ALMACÉN:]RECURSO=±UNIDADES", help="Existencias; se repite.")
@click.option("--trips", "trips", multiple=True, metavar="[ALMACÉN=]±SOLES", help="Presupuesto de viajes; se repite.")
@click.option(
    "--weight",
    "weights",
    multiple=True,
    metavar="GRUPO:NOMBRE=PORCIENTO",
    help="Peso de un grupo (quintil, ruralidad, lengua, ugel), en por ciento del de hoy; se repite.",
)
@click.option(
    "--lock",
    "locks",
    multiple=True,
    metavar="ESCUELA:RECURSO=REGLA",
    help="min:N, max:N, exact:N, exclude, o free para soltar lo fijado; se repite.",
)
@click.option("--fairness", is_flag=True, help="También el precio de la equidad: 0, 1, 2 y 4.")
@click.option("--json", "file", type=cli.FILE, help="Archivo para el informe en JSON.")
@cli.in_dir
def what_if(
    instance: Path | None, alpha: float | None, guarantee: int | None, money: float | None, stock: tuple[str, ...],
    trips: tuple[str, ...], weights: tuple[str, ...], locks: tuple[str, ...], *, fairness: bool, file: Path | None,
    folder: Path | None,
) -> None:  # fmt: skip
    """Prueba un cambio en la región, o en una CARPETA de tablas: quién gana y quién pierde. No guarda nada."""
    from hub import asked_change as asked
    from hub.allocation.change import Change
    from hub.trial_told import lines, report, today_told
    from hub.what_if import in_files, in_region

    change = Change(
        alpha=alpha,
        guarantee_pct=guarantee,
        money=money,
        stock=tuple(map(asked.stock_of, stock)),
        trips=tuple(map(asked.trips_of, trips)),
        weights=tuple(map(asked.weight_of, weights)),
        locks=tuple(map(asked.lock_of, locks)),
    )
    if not change and not fairness:
        raise BadInput("Diga qué cambiaría, por ejemplo --stock tablet=+20 o --alpha 2; o pida --fairness.")
    click.echo("Probando…", err=True)
    if instance is not None:
        answer, today = in_files(instance, change, evenness=fairness), "«Hoy» es lo que sale de esa carpeta como está."
    else:
        store = cli.open_store(folder)
        answer = in_region(store, change, evenness=fairness)
        today = today_told(store.plan(answer.plan) if answer.plan else None)
    if answer.refused is not None:
        raise answer.refused
    if file is not None:
        told = report(change, answer.plan, answer.trial, answer.evenness)
        write_whole(file, msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
    click.echo("\n".join(lines(answer.trial, answer.evenness, today)))
