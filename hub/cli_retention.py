"""The command that says what the hub keeps for how long, what would go, and what went."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hub import cli_options as cli
from shared.sentences import counted

if TYPE_CHECKING:
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
@click.option("--clock-right", is_flag=True, help="Usted vio que el equipo está en hora: se quita aunque se dude.")
@cli.as_json
@cli.in_dir
def retention(folder: Path | None, *, dry_run: bool, kept: tuple[str, ...], clock_right: bool, json_: bool) -> None:
    """Quita lo que cumplió su plazo; los registros de las escuelas no se borran nunca."""
    from hub import retention as work
    from hub.acts import BY_COMMAND

    store = cli.open_store(folder)
    if kept:
        work.keep_for(store, dict(_pair(one) for one in kept), by=BY_COMMAND)
    found = work.due(store)
    looks, doubted = dry_run or bool(kept), not (clock_right or work.is_sure(store))
    removed = {} if looks else work.clean(store, clock_is_right=clock_right)
    report = {"would_go": [asdict(one) for one in found], "removed": removed, "clock_in_doubt": doubted}
    left = any(one.count for one in found)
    done = work.words(removed) or ([] if doubted and left else ["No hay nada que quitar."])
    lines = [_line(one) for one in found] if looks else done
    cli.tell(report, "\n".join([*lines, *([_CLOCK] if doubted and left else [])]), json_=json_)


_CLOCK = (
    "Todavía no se quita nada: las últimas siete noches no siguen una a otra hasta hoy, y el reloj puede estar mal. "
    "La central es nueva, estuvo apagada, o su reloj cambió. Si el equipo está en hora, con siete noches más se quita "
    "solo; o repita con --clock-right."
)


def _pair(text: str) -> tuple[str, int]:
    held, _, count = text.partition("=")
    if not (count.isascii() and count.isdigit() and len(count) < 5):
        raise click.BadParameter("escriba CLASE=MESES, por ejemplo reports=24.", param_hint="--keep")
    return held.strip(), int(count)


def _line(one: "Due") -> str:
    from hub.held_words import SAID

    term = counted(one.months, "mes", "meses") if one.months else "sin plazo"
    if not one.count:
        return f"{one.held.value} ({SAID[one.held]}; {term}): nada se quita."
    since = f", lo más antiguo del {one.oldest:%d/%m/%Y}" if one.oldest else ""
    size = f", {one.bytes / 1_048_576:,.1f} MB" if one.bytes else ""
    goes = "se quita" if one.count == 1 else "se quitan"
    return f"{one.held.value} ({SAID[one.held]}; {term}): {goes} {one.count:,}{since}{size}."
