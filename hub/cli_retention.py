"""The command that says what the hub keeps for how long, what would go, and what went."""

from dataclasses import asdict
from pathlib import Path

import click

from hub import cli_options as cli
from hub.retention import Due


def register(main: click.Group) -> None:
    """Add this command to *main*."""
    main.add_command(retention)


@click.command()
@click.option("--dry-run", is_flag=True, help="Dice qué se quitaría hoy, y no quita nada.")
@click.option(
    "--keep",
    "kept",
    multiple=True,
    metavar="CLASE=MESES",
    help="Cambia el plazo de una clase (0: nada de ella se quita) y no quita nada; se repite.",
)
@cli.as_json
@cli.in_dir
def retention(folder: Path | None, *, dry_run: bool, kept: tuple[str, ...], json_: bool) -> None:
    """Quita lo que cumplió su plazo; los registros de las escuelas no se borran nunca."""
    from hub import retention as work
    from hub.acts import BY_COMMAND

    store = cli.open_store(folder)
    for one in kept:
        held, count = _pair(one)
        work.keep_for(store, held, count, by=BY_COMMAND)
    found = work.due(store)
    looks = dry_run or bool(kept)
    removed = {} if looks else work.clean(store)
    report = {"would_go": [asdict(one) for one in found], "removed": removed, "clock_in_doubt": not work.is_sure(store)}
    lines = [_line(one) for one in found] if looks else work.words(removed) or ["No hay nada que quitar."]
    doubt = [] if work.is_sure(store) else [_CLOCK]
    cli.tell(report, "\n".join([*lines, *doubt]), json_=json_)


_CLOCK = (
    "Hace más de 60 días que la central no anota nada, o anotó algo después de ahora: su reloj puede estar mal, y no "
    "se quita nada. Ponga en hora el equipo y repita después de la próxima noche."
)


def _pair(text: str) -> tuple[str, int]:
    held, _, count = text.partition("=")
    if not (count.isascii() and count.isdigit() and len(count) < 5):
        raise click.BadParameter("escriba CLASE=MESES, por ejemplo reports=24.", param_hint="--keep")
    return held.strip(), int(count)


def _line(one: Due) -> str:
    from hub.held import SAID

    term = f"{one.months} meses" if one.months else "sin plazo"
    if not one.count:
        return f"{one.held.value} ({SAID[one.held]}; {term}): nada se quita."
    since = f", lo más antiguo del {one.oldest:%d/%m/%Y}" if one.oldest else ""
    size = f", {one.bytes / 1_048_576:,.1f} MB" if one.bytes else ""
    return f"{one.held.value} ({SAID[one.held]}; {term}): se quitan {one.count:,}{since}{size}."
