"""Commands of the history: what people did to plans, and whether it is as it was written."""

from pathlib import Path

import click

from hub import cli_options as cli


def register(plan: click.Group) -> None:
    """Add these commands to *plan*."""
    plan.add_command(history)
    plan.add_command(check_history)


@click.command("history")
@click.argument("id_", metavar="[PLAN]", default="")
@cli.as_json
@cli.in_dir
def history(id_: str, json_: bool, folder: Path | None) -> None:
    """Muestra lo que se hizo con los planes, los pesos y el límite: quién, cuándo y qué; de un plan, o todo."""
    from hub import history as work
    from hub.history_told import lines_of, names_of

    store = cli.open_store(folder)
    acts = store.acts(id_)
    # What was fixed has a history too: «lock/12» is no plan.
    if id_ and not acts:
        acts = store.acts(store.plan(id_).id)
    last = acts[-1] if acts and not id_ else None
    words = [*lines_of(acts, names_of(store))] or ["El historial está vacío."]
    words += [f"Última fila: {last.number}:{last.hash}"] if last else []
    cli.tell({"acts": [work.fields(act) for act in acts]}, "\n".join(words), json_=json_)


@click.command("check-history")
@click.option("--seen", metavar="FILA:HUELLA", default="", help="Una fila que se anotó antes fuera de la central.")
@cli.as_json
@cli.in_dir
def check_history(seen: str, json_: bool, folder: Path | None) -> None:
    """Comprueba que nadie cambió el historial ni los planes que nombra; sale con 1 y dice la primera fila rota."""
    from hub import history as work

    store = cli.open_store(folder)
    found = work.check(store, work.seen_told(seen) if seen else None)
    problems = [one.text() for one in found.problems]
    told = {
        "rows": found.rows,
        "hash": found.hash,
        "first_broken": found.broken.number if found.broken else None,
        "problems": problems,
    }
    whole = f"Historial íntegro: {found.rows:,} filas. Última fila: {found.rows}:{found.hash}"
    cli.tell(told, "\n".join(problems) or (whole if found.rows else "El historial está vacío."), json_=json_)
    if problems:
        raise SystemExit(1)
