"""Commands of the night's work, all of it and step by step."""

from pathlib import Path
from typing import Any

import click
import msgspec

from hub import caveats
from hub import cli_options as cli
from hub.rows import Dataset
from shared.school_year import AssumedYear
from shared.sentences import counted


def register(main: click.Group) -> None:
    """Add these commands to *main*."""
    for command in (nightly, aggregate, compact, forecast, forecast_watch, plausibility, allocate):
        main.add_command(command)


def _dataset(found: Dataset, words: str) -> tuple[dict[str, Any], str]:
    told = {"rows": found.rows, "version": found.version[:12], **found.notes}
    assumed = msgspec.convert(found.notes.get("assumed", []), list[AssumedYear])
    lines = [f"{words}: {counted(found.rows, 'fila', 'filas')}.", *(one.text() for one in caveats.of_years(assumed))]
    return told, "\n".join(lines)


@click.command()
@cli.as_json
@cli.in_dir
def nightly(json_: bool, folder: Path | None) -> None:
    """Suma, pronostica, propone un reparto y escribe el informe."""
    from hub import nightly as work

    report = work.nightly(cli.open_store(folder), lambda words: click.echo(words, err=True))
    cli.tell(report, work.report_text(report), json_=json_)


@click.command()
@click.option(
    "--whole", is_flag=True, help="Suma todo otra vez desde el comienzo, con Spark; las filas son las mismas."
)
@cli.as_json
@cli.in_dir
def aggregate(folder: Path | None, *, json_: bool, whole: bool) -> None:
    """Pone al día la demanda semanal: suma los registros nuevos."""
    from hub import aggregate as work

    store = cli.open_store(folder)
    doing, told = "Sumando la demanda semanal", "Demanda semanal"
    cli.step(store, "aggregate", doing, lambda: _dataset(work.aggregate(store, anew=whole), told), json_=json_)


@click.command()
@cli.as_json
@cli.in_dir
def compact(json_: bool, folder: Path | None) -> None:
    """Junta los archivos pequeños de días pasados; los registros quedan como llegaron."""
    from hub.compacting import compact as work

    store = cli.open_store(folder)

    def told() -> tuple[dict[str, Any], str]:
        made = work(store)
        words = f"Archivos juntados: {made.files}, en {made.into}." if made.files else "No hay archivos que juntar."
        return {"files": made.files, "into": made.into}, words

    cli.step(store, "compact", "Juntando archivos pequeños", told, json_=json_)


@click.command()
@cli.as_json
@cli.in_dir
def forecast(json_: bool, folder: Path | None) -> None:
    """Pronostica la región con el modelo publicado (Spark)."""
    from hub import forecasting as work

    store = cli.open_store(folder)
    doing, told = "Pronosticando la región", "Pronóstico"
    cli.step(store, "forecast", doing, lambda: _dataset(work.forecast(store), told), json_=json_)


@click.command("forecast-watch")
@cli.as_json
@cli.in_dir
def forecast_watch(json_: bool, folder: Path | None) -> None:
    """Compara los pronósticos pasados con lo que vino, y aparta el modelo que falló dos veces."""
    from hub.forecast_watch import watch
    from hub.watch_report import report_of

    store = cli.open_store(folder)

    def work() -> tuple[dict[str, Any], str]:
        found = report_of(store, watch(store))
        return found.fields(), found.text()

    cli.step(store, "forecast-watch", "Vigilando los pronósticos", work, json_=json_)


@click.command()
@cli.as_json
@cli.in_dir
def plausibility(json_: bool, folder: Path | None) -> None:
    """Busca uso que no puede ser, y anota hasta cuánto cuenta en los planes."""
    from hub.doubting import judge

    store = cli.open_store(folder)

    def work() -> tuple[dict[str, Any], str]:
        found = judge(store)
        return {"doubted": len(found)}, f"Uso en revisión: {counted(len(found), 'serie', 'series')}."

    cli.step(store, "plausibility", "Viendo si el uso que se anotó es posible", work, json_=json_)


@click.command()
@click.option("--spark", is_flag=True, help="Arma los lotes con Spark, como de noche; el plan es el mismo.")
@cli.as_json
@cli.in_dir
def allocate(folder: Path | None, *, json_: bool, spark: bool) -> None:
    """Propone el reparto del próximo período."""
    from hub.nightly import dividing
    from hub.recalculating import draw

    store = cli.open_store(folder)
    click.echo(dividing(), err=True)
    drawn = draw(store, by_spark=spark)
    cli.tell(drawn.report, drawn.words, json_=json_)
