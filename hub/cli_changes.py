"""The command of differences: what a plan changes against one before it, the last that was approved where one was."""

from pathlib import Path

import click

from hub import cli_options as cli
from shared.errors import BadInput

_SHOWN = 20


def register(plan: click.Group) -> None:
    """Add this command to *plan*."""
    plan.add_command(diff)


@click.command("diff")
@click.argument("id_", metavar="[PLAN]", default="latest")
@click.option(
    "--with",
    "other",
    metavar="PLAN",
    default="",
    help="El otro plan; si no, el último aprobado antes, o la propuesta anterior.",
)
@click.option("--out", type=cli.FILE, help="Archivo .csv o .xlsx que se escribe.")
@cli.as_json
@cli.in_dir
def diff(id_: str, other: str, out: Path | None, json_: bool, folder: Path | None) -> None:
    """Dice qué cambia un plan frente al anterior: líneas que entran, salen, reciben más o menos, y por qué."""
    from hub import changes, papers
    from hub.moved_by import between
    from hub.region_rows import service_names

    store = cli.open_store(folder)
    row = store.plan(id_)
    before = store.plan(other) if other else next(iter(changes.earlier(store.plans(), row).values()), None)
    if before is None:
        raise BadInput("Antes de este plan no se calculó ninguno: no hay con qué compararlo.")
    found = changes.differences(store.plan_lines(before.id), store.plan_lines(row.id))
    names, catalogue = service_names(store.every_school()), store.catalogue()
    told = [*changes.rows(found, catalogue, names, between(before, row))]
    if out is not None:
        papers.write_rows(out, "Cambios", changes.HEADER, told)
    counted = {changes.MOVES[move]: count for move, count in changes.counts(found).items()}
    words = [f"De {before.id} a {row.id}: " + ", ".join(f"{name.lower()} {n:,}" for name, n in counted.items()) + "."]
    for line in told[:-1][:_SHOWN]:
        words.append(f"{line[0]} {line[2]}: de {line[4]} a {line[5]}. Antes: {line[7]} Ahora: {line[8]}")
    words += [f"Y {len(found) - _SHOWN:,} más; todas con --json o --out."] if len(found) > _SHOWN else []
    fields = [dict(zip(changes.HEADER, line, strict=True)) for line in told[:-1]]
    report = {"plan": row.id, "before": before.id, "counts": counted, "units": list(told[-1][4:7]), "lines": fields}
    cli.tell(report, "\n".join(words), json_=json_)
