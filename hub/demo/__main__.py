"""``python -m hub.demo``: the whole loop on this machine, in front of your eyes."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from hub.demo import office, schools
from hub.demo.processes import Workshop
from hub.demo.stage import TODAY, Demo, Options
from shared.errors import ChasquiError

FOLDER = Path("build/demo")
REPORTED = (
    "schools", "events_recorded", "events_at_hub", "bytes_up", "bytes_down", "requests", "wql_model", "wql_baseline",
    "lines_published", "lines_at_schools", "deliveries_confirmed", "rejected_seen_at_hub", "seconds",
)  # fmt: skip
STEPS: Sequence[tuple[str, Callable[[Demo], str]]] = (
    ("Región", office.simulate_region),
    ("Nodo regional", office.open_hub),
    ("Escuelas: registrar", schools.enrol_and_record),
    ("Camino: enviar", schools.open_roads),
    ("Entrenar", office.train),
    ("Publicar modelo", office.release),
    ("Escuelas: pronosticar", schools.forecast_offline),
    ("Noche: decidir", office.decide),
    ("Aprobar y publicar", office.approve_and_publish),
    ("Escuelas: por qué", schools.read_decisions),
    ("Confirmar entrega", schools.confirm_delivery),
)


@click.command()
@click.option("--exit", "leave", is_flag=True, help="No deja las páginas abiertas.")
@click.option("--report", type=click.Path(path_type=Path), help="Escribe las cifras en este archivo JSON.")
@click.option(
    "--schools-file", type=click.Path(path_type=Path, exists=True), help="Listado real del ministerio (CSV, .gz)."
)
@click.option("--ugel", default="", help="UGEL del listado, p. ej. HUAMANGA.")
@click.option("--kolibri-file", type=click.Path(path_type=Path, exists=True), help="Sesiones exportadas de Kolibri.")
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, help="Dónde trabaja; se vacía antes.")
@click.option("--nodes", type=click.IntRange(1, 6), default=6, help="Laptops de escuela.")
@click.option("--schools", "school_count", default=60, help="Escuelas de la región.")
@click.option("--events", default=40_000, help="Registros que hacen las laptops, aproximadamente.")
def main(
    leave: bool,
    report: Path | None,
    schools_file: Path | None,
    ugel: str,
    kolibri_file: Path | None,
    folder: Path,
    nodes: int,
    school_count: int,
    events: int,
) -> None:
    """Muestra el ciclo completo con procesos reales en este equipo."""
    options = Options(_whole(schools_file), ugel, _whole(kolibri_file), nodes, school_count, events)
    office.clean(folder)
    clock = {"CHASQUI_EDGE_CLOCK": TODAY, "CHASQUI_HUB_CLOCK": TODAY, "DVC_NO_ANALYTICS": "1"}
    try:
        with Workshop(folder.absolute(), clock) as shop:
            demo = Demo(shop, options)
            play(demo)
            show(demo)
            if report:
                report.parent.mkdir(parents=True, exist_ok=True)
                report.write_text(json.dumps({name: demo.figures[name] for name in REPORTED}, indent=2) + "\n")
            if not leave:
                stay(demo)
    except ChasquiError as error:
        click.echo(f"\n{error}", err=True)
        sys.exit(1)


def play(demo: Demo) -> None:
    """Run every step, saying what happened and how long it took."""
    began = time.monotonic()
    for number, (name, step) in enumerate(STEPS, start=1):
        click.echo(f"{number:>2}/{len(STEPS)}  {name:<24}", nl=False)
        started = time.monotonic()
        told = step(demo)
        click.echo(f"{time.monotonic() - started:5.0f} s  {told}")
    traffic = [node.road.traffic for node in demo.nodes]
    demo.figures["bytes_up"] = sum(each.bytes_up for each in traffic)
    demo.figures["bytes_down"] = sum(each.bytes_down for each in traffic)
    demo.figures["requests"] = sum(each.requests for each in traffic)
    demo.figures["seconds"] = round(time.monotonic() - began, 1)


def show(demo: Demo) -> None:
    """Print the table of what happened."""
    figures = demo.figures
    rows: list[tuple[str, Any]] = [
        ("Escuelas de la región", figures["schools"]),
        ("Registros hechos en laptops", f"{figures['events_recorded']:,}"),
        ("Registros en la región", f"{figures['events_at_hub']:,}"),
        (
            "Subieron / bajaron",
            f"{figures['bytes_up']:,} / {figures['bytes_down']:,} bytes, {figures['requests']} peticiones",
        ),
        ("Error del pronóstico (WQL)", f"modelo {figures['wql_model']:.3f} · base {figures['wql_baseline']:.3f}"),
        (
            "Líneas publicadas",
            f"{figures['lines_published']}, de ellas {figures['lines_at_schools']} ya en las laptops",
        ),
        (
            "Entregas confirmadas",
            f"{figures['deliveries_confirmed']}, {figures['rejected_seen_at_hub']} unidad rechazada",
        ),
        ("Tiempo", f"{figures['seconds']:.0f} s"),
    ]
    click.echo("\n" + "\n".join(f"  {name:<30}{value}" for name, value in rows))
    click.echo("\n  El mismo almacén, repartido de otra manera (necesidad sin atender / escuela menos atendida):")
    for policy in figures["comparison"]:
        click.echo(f"  {policy['name']:<30}{policy['unmet_pct']:5.1f} %  {policy['p05_fill']:.3f}")


def stay(demo: Demo) -> None:
    """Leave the pages open until the visitor presses Ctrl+C."""
    node = demo.nodes[0]
    click.echo("\n  Páginas abiertas (Ctrl+C para terminar):")
    click.echo(f"    Región   {demo.hub_url}/   cuenta: {office.LOGIN}   clave: {demo.passphrase}")
    click.echo(f"    Escuela  {node.url}/   cuenta: {schools.LOGIN}   clave: {demo.passphrase}")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        click.echo("\n  Cerrado.")


def _whole(file: Path | None) -> Path | None:
    return file.absolute() if file else None


if __name__ == "__main__":
    main()
