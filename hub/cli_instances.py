"""Commands of instances as files: made up, taken out of the region, divided and checked, all without a hub but one."""

import time
from pathlib import Path
from typing import Any

import click
import msgspec

from hub import cli_options as cli
from shared.sentences import counted
from shared.tabular import Mark
from shared.whole import write_whole

FOLDER = click.Path(path_type=Path, file_okay=False)


def decimal(command: cli.Command) -> cli.Command:
    """Add ``--decimal``: the decimal mark of CSV that can be read both ways."""
    return click.option(
        "--decimal", "mark", type=click.Choice([mark.value for mark in Mark]), help="Marca de decimales de los CSV."
    )(command)


def register(plan: click.Group) -> None:
    """Add these commands to the group of plans."""
    for command in (generate, take_out, solve, check):
        plan.add_command(command)


@click.command()
@click.argument("folder", metavar="CARPETA", type=FOLDER)
@click.option("--schools", type=click.IntRange(1, 200_000), default=2_000, show_default=True, help="Escuelas.")
@click.option("--seed", type=click.IntRange(min=0), default=7, show_default=True, help="La misma da lo mismo.")
@click.option("--csv", is_flag=True, help="Escribe CSV en vez de Parquet.")
@click.option(
    "--listing",
    "files",
    type=cli.FILE,
    multiple=True,
    help="Listado de escuelas reales: no se inventan; se repite.",
)
@click.option("--packs", is_flag=True, help="También paquetes de contenidos, y el espacio de cada escuela.")
@click.option("--uncounted", type=click.IntRange(0, 100), default=0, help="Porcentaje de existencias que nadie contó.")
@cli.as_json
def generate(
    folder: Path,
    schools: int,
    seed: int,
    files: tuple[Path, ...],
    uncounted: int,
    *,
    csv: bool,
    packs: bool,
    json_: bool,
) -> None:
    """Inventa un reparto de prueba, como los del país, en una carpeta de tablas."""
    from hub.allocation.generate import generate as draw
    from hub.allocation.generate import with_packs, with_uncounted
    from hub.allocation.writing import write_instance
    from hub.real_country import generate_from

    drawn = generate_from(files, seed) if files else draw(schools, seed)
    tables = with_packs(drawn.tables, seed) if packs else drawn.tables
    tables = with_uncounted(tables, uncounted, seed) if uncounted else tables
    written = write_instance(folder, tables, drawn.settings, csv=csv)
    rows = {name: len(table) for name, table in tables.items()}
    size = f"{counted(rows['schools'], 'escuela', 'escuelas')}, {counted(len(written), 'archivo', 'archivos')}"
    words = f"Inventado en «{folder}»: {size}."
    cli.tell({"folder": str(folder), "schools": rows["schools"], "seed": seed, "rows": rows}, words, json_=json_)


@click.command()
@click.argument("folder", metavar="CARPETA", type=FOLDER)
@click.option("--alpha", type=cli.Amount(0, 4), help="Cuánto pesa lo parejo: 0 nada, 2 lo usual.")
@click.option("--json", "file", type=cli.FILE, help="Archivo para el informe en JSON.")
@click.option("--out", type=FOLDER, help="Carpeta para el plan: líneas, precios, informe.")
@click.option("--csv", is_flag=True, help="Escribe el plan en CSV en vez de Parquet.")
@decimal
def solve(
    folder: Path, alpha: float | None, file: Path | None, out: Path | None, mark: str | None, *, csv: bool
) -> None:
    """Reparte lo que describe una carpeta de tablas (docs/instances.md), sin central."""
    from hub.allocation.files import read_instance
    from hub.allocation.grids import find
    from hub.allocation.pack_files import choice, read_packs
    from hub.allocation.plan_files import report, write_plan
    from hub.allocation.settings import read_settings
    from hub.allocation.solve import divide
    from hub.allocation.writing import write_table

    settings = read_settings(folder)
    settings = settings if alpha is None else msgspec.structs.replace(settings, alpha=alpha)
    click.echo("Leyendo las tablas…", err=True)
    read = read_instance(folder, mark=Mark(mark) if mark else None, settings=settings)
    for note in read.notes:
        click.echo(note.text(), err=True)
    click.echo("Repartiendo…", err=True)
    started = time.monotonic()
    answer = divide(read.instance)
    seconds = time.monotonic() - started
    told = report(read, answer, seconds) if out is None else write_plan(out, read, answer, csv=csv, seconds=seconds)
    if out is not None and find(folder, "pack_worth"):
        write_table(out, "packs", choice(read_packs(folder, mark=Mark(mark) if mark else None)), csv=csv)
    if file is not None:
        write_whole(file, msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
    click.echo(_plan_words(told))


def _plan_words(told: dict[str, Any]) -> str:
    even = told["fairness"]
    words = [
        f"Repartido: {counted(told['lots'], 'lote', 'lotes')} a {counted(told['visited'], 'escuela', 'escuelas')} de "
        f"{told['schools']:,}, en {told['seconds']:.1f} s.",
        f"Ningún reparto vale más de {told['gap_pct']:.4f} % sobre este.",
    ]
    if even["schools"]:
        words.append(
            f"Queda sin atender el {even['unmet_pct']:.1f} % de lo que hace falta; diecinueve de veinte escuelas "
            f"tienen al menos el {100 * even['p05_fill']:.1f} %."
        )
    if guarantee := told["settings"]["guarantee_pct"]:
        left = counted(told["under_guarantee"], "escuela", "escuelas")
        words.append(
            f"Con menos del {guarantee} % garantizado quedan {left}. "
            "La cota no cuenta lo que cuesta garantizarlo: parte de esa distancia es su precio."
        )
    if told["locks_cut"]:
        words.append(f"Lo fijado que no alcanzó entero: {counted(told['locks_cut'], 'línea', 'líneas')} (tabla cut).")
    return "\n".join(words)


@click.command("verify")
@click.argument("folder", metavar="CARPETA", type=FOLDER)
@click.argument("plan", metavar="PLAN", type=FOLDER)
@cli.as_json
@decimal
def check(folder: Path, plan: Path, mark: str | None, *, json_: bool) -> None:
    """Revisa un plan con la carpeta de la que salió: límites, valor y cota; sale con 1 si algo no cumple."""
    from hub.verify.plan import verify

    found = verify(folder, plan, comma=mark == Mark.COMMA.value)
    told = {
        "lines": found.lines,
        "findings": found.count,
        "first": [one.text() for one in found.findings],
        "value": round(found.value),
        "bound": round(found.bound),
        "gap_pct": found.gap_pct,
        "packs_unproven": found.unproven,
    }
    words = [f"{counted(found.lines, 'línea revisada', 'líneas revisadas')}: {_verdict(found.count)}"]
    words += [one.text() for one in found.findings]
    if not found.count:
        words.append(f"Con los precios publicados, ningún reparto vale más de {found.gap_pct:.4f} % sobre este.")
    if found.unproven:
        schools = counted(found.unproven, "escuela", "escuelas")
        words.append(f"De {schools} no se llegó a buscar si otros paquetes valdrían más: serían demasiadas pruebas.")
    cli.tell(told, "\n".join(words), json_=json_)
    if found.count:
        raise SystemExit(1)


def _verdict(count: int) -> str:
    return f"no cumple, {counted(count, 'falla', 'fallas')}." if count else "cumple todo."


@click.command("export")
@click.argument("out", metavar="CARPETA", type=FOLDER)
@click.option("--csv", is_flag=True, help="Escribe CSV en vez de Parquet.")
@cli.as_json
@cli.in_dir
def take_out(out: Path, folder: Path | None, *, csv: bool, json_: bool) -> None:
    """Escribe como tablas aquello de lo que hoy saldría el plan de la región."""
    from hub.allocation.writing import write_instance
    from hub.nightly import plan_inputs
    from hub.region_instance import instance_of

    tables, settings = instance_of(plan_inputs(cli.open_store(folder)))
    written = write_instance(out, tables, settings, csv=csv)
    rows = {name: len(table) for name, table in tables.items()}
    size = f"{counted(rows['schools'], 'escuela', 'escuelas')}, {counted(len(written), 'archivo', 'archivos')}"
    cli.tell({"folder": str(out), "cycle": settings.cycle, "rows": rows}, f"Escrito en «{out}»: {size}.", json_=json_)
