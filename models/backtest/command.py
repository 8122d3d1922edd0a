"""``chasqui-models backtest``: any panel, one command, a report that a reader can check."""

import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import click
import msgspec

from models.backtest.columns import Freq
from models.backtest.origins import check_origins, usual_origins
from models.backtest.run import ABLATION, PEERS, backtest, report, write
from models.backtest.table import read_table
from models.settings import DEFAULT_PARAMS, TUNED, Params, read_params, tuned
from shared.errors import BadInput
from shared.os_errors import reason

_RELEASED = Path("build/models")
"""Where the pipeline of this folder keeps what it found."""
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("backtest")
@click.option("--panel", type=_FILE, required=True, help="Series (CSV): unique_id, ds, y.")
@click.option("--static", type=_FILE, help="Lo que no cambia de cada serie (CSV): unique_id y otras columnas.")
@click.option("--calendar", type=_FILE, help="Días de clase de cada periodo (CSV): ds, school_days.")
@click.option("--period", type=_FILE, help="Necesidad conocida de un horizonte (CSV): unique_id, origin, y.")
@click.option("--freq", default="W", metavar="[W|M]", help="W: semanas; M: meses.")
@click.option("--horizon", type=click.IntRange(1, 52), default=4, help="Periodos que se pronostican.")
@click.option(
    "--origins", default="", help="Periodos conocidos en cada corte, p. ej. 31,35,39. Si falta: los 5 últimos."
)
@click.option("--entity", default="", help="Columna de --static que dice de quién es la serie.")
@click.option("--peers", default=",".join(PEERS), help="Métodos con los que se compara; vacío: ninguno.")
@click.option("--ablation", is_flag=True, help="Prueba también sin lo que dicen --static y las otras columnas.")
@click.option("--params", type=_FILE, default=DEFAULT_PARAMS, help="Archivo de parámetros.")
@click.option(
    "--tuned",
    "searched",
    type=click.Path(path_type=Path, file_okay=False),
    help="Carpeta con tuned.json: lo que «chasqui-models tune» halló. Si falta y existe, build/models.",
)
@click.option("--json", "file", type=_FILE, required=True, help="Dónde escribir el informe.")
@click.option("--plots", type=click.Path(path_type=Path, file_okay=False), help="Carpeta para las figuras (SVG).")
def command(
    panel: Path, freq: str, horizon: int, origins: str, peers: str, params: Path, file: Path, plots: Path | None,
    ablation: bool, searched: Path | None, **beside: Any,
) -> None:  # fmt: skip
    """Prueba los pronósticos sobre el pasado de un panel, junto a otros métodos."""
    wanted = (*((ABLATION,) if ablation else ()), *_names(peers))
    table = read_table(panel, Freq.of(freq), **beside)
    at = _origins(origins) or usual_origins(table, horizon)
    check_origins(table, at, horizon)
    for folder in (file.parent, *((plots,) if plots else ())):
        _check_room(folder)
    recipe, of = _recipe(read_params(params), searched)
    outcome = backtest(table, at, horizon, recipe, wanted, lambda text: click.echo(text, err=True))
    found = report(outcome, sys.argv) | {"recipe": {"tuned": of, "train": msgspec.to_builtins(recipe.train)}}
    # First what was found: a disk may be full by now.
    click.echo(summary(found))
    write(found, file)
    if plots:
        from models.backtest.plots import draw

        draw(outcome, found, plots)


def _recipe(params: Params, searched: Path | None) -> tuple[Params, str]:
    """Return *params* with the numbers that a release is trained with, and the file that tells them."""
    folder = searched or _RELEASED
    if not searched and not (folder / TUNED).is_file():
        return params, ""
    return msgspec.structs.replace(params, train=tuned(params.train, folder)), str(folder / TUNED)


def summary(found: dict[str, Any]) -> str:
    """Return the table that people look at first, best first, and what it cannot tell."""
    rows = sorted(found["models"].items(), key=lambda item: float(item[1].get("wql", item[1]["rmse"])))
    width = max(len(name) for name, _ in rows)
    lines = [
        f"{'':{width}} {'WQL':>7} {'MASE':>7} {'bias':>7} {'cov80':>6} {'F1':>6}  ratio to {found['reference'] or '-'}"
    ]
    for name, row in rows:
        mine = row.get("ratio")
        beside = f"{mine['value']:.3f} [{mine['low']:.3f}, {mine['high']:.3f}]" if mine else ""
        numbers = [_cell(row.get(key), form) for key, form in _SHOWN.items()]
        lines.append(f"{name:{width}} {' '.join(numbers)}  {beside}".rstrip())
    lines += [f"{name}: {why}" for name, why in found["left_out"].items()]
    notes = found["panel"]["notes"]
    return "\n".join([*lines, *_unscored(found), *([f"Panel: {'; '.join(notes)}."] if notes else [])])


_SHOWN = {"wql": "7.4f", "mase": "7.3f", "bias": "+7.3f", "coverage80": "6.3f", "f1": "6.3f"}


def _cell(value: float | None, form: str) -> str:
    """Return a score in its column; a stroke where there is none."""
    return f"{'-':>{form.lstrip('+').partition('.')[0]}}" if value is None else f"{value:{form}}"


_WHY = {
    "unknown": "Tras %(origins)s no se conoce ningún valor: esos cortes no cuentan. Use otros --origins, o complete el "
    "panel.",
    "zeros": "Tras %(origins)s todo lo que vino es 0: ahí no hay WQL, WAPE ni sesgo, que dividen entre la suma. Use "
    "--origins a los que siga algún uso, o un panel más largo.",
}


def _unscored(found: dict[str, Any]) -> list[str]:
    at = {why: [place for place, one in found["unscored"].items() if one == why] for why in _WHY}
    said = [_WHY[why] % {"origins": ", ".join(places)} for why, places in at.items() if places]
    cold = "; ".join(f"{at}: {series}" for at, series in found["unheard"].items())
    return [
        *said,
        *([f"Series que se puntúan sin que antes del corte se conozca nada de ellas: {cold}."] if cold else []),
    ]


def _check_room(folder: Path) -> None:
    """Write something and take it away: whoever waits for an hour must not learn then that there was no room."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as probe:
            probe.write(b"-")
    except OSError as error:
        raise BadInput(
            "No se puede escribir en «%(folder)s»: %(why)s. Revise la ruta y repita.", folder=folder, why=reason(error)
        ) from error


def _origins(text: str) -> tuple[int, ...]:
    try:
        return tuple(dict.fromkeys(sorted(int(part) for part in text.split(",") if part.strip())))
    except ValueError as error:
        raise BadInput(
            "--origins lleva números separados por comas, p. ej. 31,35,39: «%(text)s».", text=text
        ) from error


def _names(text: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    if unknown := [name for name in names if name not in PEERS]:
        raise BadInput(
            "No se conoce el método «%(name)s». Los que hay: %(all)s.", name=unknown[0], all=", ".join(PEERS)
        )
    return names
