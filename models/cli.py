"""``chasqui-models``: one command per stage of the pipeline, and one that starts a pipeline elsewhere."""

import functools
import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from shared.click_words import name_in_spanish, speak_spanish
from shared.console import write_what_it_can
from shared.errors import BadInput, ChasquiError
from shared.os_errors import refused

_LACKING = (
    "Falta «%s», que viene con las herramientas de entrenamiento. No se hizo nada. "
    "Instálelas con «pip install '.[hub,train]'» y repita."
)
try:
    from models.backtest.command import command as backtest
    from models.settings import DEFAULT_PARAMS, Params, read_params
except ModuleNotFoundError as error:
    # A hub without the extra has this command too.
    sys.exit(_LACKING % error.name)

OUT = Path("build/models")


class _Group(click.Group):
    """Shows an error of ours as one line and exits with 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ChasquiError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)
        except ModuleNotFoundError as error:
            click.echo(_LACKING % error.name, err=True)
            ctx.exit(1)
        except OSError as error:
            told = refused(error)
            if told is None:
                raise
            click.echo(str(told), err=True)
            ctx.exit(1)


speak_spanish()


@click.group(cls=_Group)
def main() -> None:
    """Simula regiones, entrena, convierte y evalúa el modelo de pronóstico."""
    write_what_it_can()


def _stage(command: Callable[[Params, Path], Any]) -> click.Command:
    @click.option("--params", type=click.Path(path_type=Path), default=DEFAULT_PARAMS, help="Archivo de parámetros.")
    @click.option("--out", type=click.Path(path_type=Path), default=OUT, help="Carpeta de resultados.")
    @functools.wraps(command)
    def run(params: Path, out: Path) -> None:
        report = command(read_params(params), out)
        click.echo(json.dumps(msgspec.to_builtins(report, str_keys=True), ensure_ascii=False))

    return main.command(name=command.__name__)(run)


@_stage
def prepare(params: Params, out: Path) -> Any:
    """Convierte el panel en ventanas, separadas por tiempo."""
    from models.prepare import prepare as run

    parts, choices = run(params.prepare, out)
    return {"origins": parts, "choices": choices}


@_stage
def tune(params: Params, out: Path) -> Any:
    """Busca mejores números para la red en los orígenes de validación (necesita TensorFlow)."""
    from models.tune import tune as run

    return run(params, out)


@_stage
def train(params: Params, out: Path) -> Any:
    """Entrena la red (necesita TensorFlow)."""
    from models.train import train as run

    return run(params.train, out)


@_stage
def convert(params: Params, out: Path) -> Any:
    """Convierte la red a .tflite y pasa sus controles (necesita TensorFlow)."""
    from models.convert import convert as run

    card = run(params, out)
    told = ("sha256", "size_bytes", "precision", "sizes", "difference", "weights")
    return {name: getattr(card, name) for name in told}


@_stage
def export(params: Params, out: Path) -> Any:
    """Escribe la red como la sirve TensorFlow Serving, y la compara con el .tflite (necesita TensorFlow)."""
    from models.export import export as run

    return run(params, out)


@_stage
def evaluate(params: Params, out: Path) -> Any:
    """Evalúa el archivo convertido junto al pronóstico base y otros métodos."""
    from models.evaluate import evaluate as run

    metrics = run(params.prepare, out)
    return {name: metrics[name] for name in ("wql_model", "wql_baseline", "ratio", "series", "simulated")}


@_stage
def card(params: Params, out: Path) -> Any:
    """Escribe la ficha del modelo (card.json y card.md)."""
    from models.card import write_card

    written = write_card(params.card, out)
    return {"version": written.version, "weights": written.weights, "trained_on": written.trained_on}


@main.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Carpeta donde escribir la región.")
@click.option("--panel", type=click.Path(path_type=Path), help="Archivo del panel; si falta, panel.parquet en --out.")
@click.option("--params", type=click.Path(path_type=Path), default=DEFAULT_PARAMS, help="Archivo de parámetros.")
@click.option("--nodes", type=int, help="Escuelas cuyo uso se escribe como registros de un nodo.")
@click.option("--schools", type=int, help="Escuelas de la región.")
@click.option("--events", type=int, help="Registros que escriben los nodos entre todos, aproximadamente.")
@click.option("--seed", type=int, help="Semilla.")
@click.option("--printed", type=float, help="Ejemplares de cada título que se gastan por semana y estudiante.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Último día de la simulación.")
@click.option("--catalogue", type=click.Path(path_type=Path), help="Catálogo de recursos (JSON).")
@click.option(
    "--schools-file", type=click.Path(path_type=Path), help="Listado real de servicios educativos (CSV, .gz)."
)
@click.option("--ugel", default="", help="UGEL del listado, p. ej. HUAMANGA.")
def simulate(
    out: Path,
    panel: Path | None,
    params: Path,
    schools_file: Path | None,
    ugel: str,
    today: datetime | None,
    **given: Any,
) -> None:
    """Escribe una región simulada: escuelas, almacén, registros de nodos, panel y verdad."""
    from models.simulate import write_region

    changed = {name: value for name, value in given.items() if value is not None}
    changed |= {"today": today.date()} if today else {}
    settings = msgspec.structs.replace(read_params(params).simulate, **changed)
    settings = msgspec.structs.replace(settings, catalogue=_installed(settings.catalogue))
    report = write_region(settings, out, panel or out / "panel.parquet", schools_file=schools_file, ugel=ugel)
    click.echo(json.dumps(msgspec.to_builtins(report)))


@main.command("recommend-report")
@click.option("--params", type=click.Path(path_type=Path), default=DEFAULT_PARAMS, help="Archivo de parámetros.")
@click.option(
    "--kolibri", type=click.Path(path_type=Path), multiple=True, help="Sesiones que exportó Kolibri (CSV, .gz)."
)
@click.option("--users", type=click.Path(path_type=Path), help="Usuarios que exportó Kolibri: dicen el aula.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Escribe ahí el informe, en JSON.")
def recommend_report(params: Path, kolibri: tuple[Path, ...], users: Path | None, file: Path | None) -> None:
    """Prueba las recomendaciones en semanas posteriores; sin --kolibri, en una región simulada."""
    from models.recommend_kolibri import read_kolibri
    from models.recommend_region import simulate_uses
    from models.recommend_report import origins_of, report, words

    settings = read_params(params).recommend
    uses = read_kolibri(kolibri, users) if kolibri else simulate_uses(settings)
    found = report(uses, origins_of(uses, settings.validate_origins, settings.test_origins))
    found["simulated"] = not kolibri
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    click.echo(words(found))


@main.command(name="truth-report")
@click.option(
    "--json", "file", type=click.Path(path_type=Path), required=True, help="Archivo donde escribir las cifras."
)
@click.option("--params", type=click.Path(path_type=Path), default=DEFAULT_PARAMS, help="Archivo de parámetros.")
@click.option("--seeds", default="201,202,203", help="Semillas de las regiones, separadas por comas.")
@click.option("--schools", type=int, help="Escuelas de cada región.")
def truth_report(file: Path, params: Path, seeds: str, schools: int | None) -> None:
    """Mide el pronóstico en regiones simuladas, donde se sabe la verdad."""
    from models.truth_report import truth_report as run

    try:
        numbers = [int(seed) for seed in seeds.split(",")]
    except ValueError as error:
        raise BadInput("«%(seeds)s» no son semillas. Escriba números separados por comas.", seeds=seeds) from error
    settings = read_params(params)
    simulate = msgspec.structs.replace(settings.simulate, catalogue=_installed(settings.simulate.catalogue))
    simulate = msgspec.structs.replace(simulate, schools=schools or simulate.schools)
    file.parent.mkdir(parents=True, exist_ok=True)
    report = run(msgspec.structs.replace(settings, simulate=simulate), numbers)
    file.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    click.echo(json.dumps(report, ensure_ascii=False))


@main.command()
@click.argument("folder", metavar="CARPETA", type=click.Path(path_type=Path))
@click.option(
    "--panel", type=click.Path(path_type=Path, exists=True), required=True, help="Panel de chasqui-hub panel export."
)
@click.option(
    "--period", type=click.Path(path_type=Path, exists=True), help="Necesidad por periodo (unique_id, origin, y)."
)
@click.option("--calendar", type=click.Path(path_type=Path, exists=True), help="Calendario escolar (JSON).")
@click.option("--catalogue", type=click.Path(path_type=Path, exists=True), help="Catálogo de recursos (JSON).")
@click.option("--trials", type=click.IntRange(min=0), help="Cuántos números distintos prueba antes de entrenar.")
def init(folder: Path, trials: int | None, **data: Path | None) -> None:
    """Crea en CARPETA un repositorio DVC propio, sin git, para entrenar con un panel."""
    from models.pipeline import new_repository

    new_repository(folder, sys.executable, {name: file for name, file in data.items() if file}, trials)
    click.echo(f"Listo. Entrene con: cd {folder} && dvc repro")


main.add_command(backtest)


def _installed(file: Path) -> Path:
    """Return *file*; away from a clone, the one that was installed with these programs."""
    beside = Path(__file__).parent.parent / file
    return beside if not file.exists() and beside.exists() else file


name_in_spanish(main)

if __name__ == "__main__":
    main()
