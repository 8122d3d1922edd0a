"""Commands of the papers of a plan: the cuadro de distribución and the packing lists."""

from pathlib import Path

import click

from hub import cli_options as cli


def register(plan: click.Group) -> None:
    """Add these commands to *plan*."""
    plan.add_command(cuadro)
    plan.add_command(packing)


@click.command("cuadro")
@click.argument("id_", metavar="[PLAN]", default="latest")
@click.option("--out", type=cli.FILE, help="Archivo .csv o .xlsx que se escribe.")
@cli.as_json
@cli.in_dir
def cuadro(id_: str, out: Path | None, json_: bool, folder: Path | None) -> None:
    """Muestra el cuadro de distribución: unidades, peso y volumen por recurso y almacén; con --out lo escribe."""
    from hub import papers

    store = cli.open_store(folder)
    row = store.plan(id_)
    found = papers.read_cuadro(store, row.id)
    if out is not None:
        papers.write(out, found)
    of_resource = [(name, sum_) for name, sum_ in found.by_resource()]
    words = [f"{name}: {one.units:,} unidades, {one.kg:,.3f} kg, {one.litres:,.3f} litros" for name, one in of_resource]
    for depot, own, sites in found.depots():
        words.append(f"Almacén {depot or '-'}: {own.units:,} unidades a {sites:,} locales")
    load = found.load
    words.append(f"Total: {load.units:,} unidades, {load.kg:,.3f} kg, {load.litres:,.3f} litros.")
    words += [f"El catálogo no dice el peso o el volumen de: {', '.join(found.unweighed)}."] if found.unweighed else []
    words += [f"Escrito en «{out}»."] if out is not None else []
    told = {
        "plan": row.id,
        "units": load.units,
        "weight_kg": load.kg,
        "volume_l": load.litres,
        "by_resource": {name: one.units for name, one in of_resource},
        "unweighed": found.unweighed,
        "pecosas": len({one.pecosa for one in found.items if one.pecosa}),
    }
    cli.tell(told, "\n".join(words), json_=json_)


@click.command("packing")
@click.argument("id_", metavar="[PLAN]", default="latest")
@click.option("--depot", default=None, help="El almacén; sin decirlo, el único que envía algo.")
@click.option("--out", type=cli.FILE, required=True, help="Archivo .xlsx que se escribe.")
@cli.in_dir
def packing(id_: str, depot: str | None, out: Path, folder: Path | None) -> None:
    """Escribe la lista de empaque de un almacén, parada por parada, con peso y volumen."""
    from hub import papers

    store = cli.open_store(folder)
    found = papers.read_cuadro(store, store.plan(id_).id)
    chosen = papers.depot_told(found, depot)
    papers.put(out, papers.packing_xlsx(found, chosen))
    click.echo(f"Almacén {chosen or '-'}: {len(found.route(chosen)):,} paradas, en «{out}».")
