"""``python -m hub.demo``: the whole loop on this machine, in front of your eyes."""

import json
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from hub.demo import office, schools
from hub.demo.processes import Workshop
from hub.demo.stage import TODAY, Demo, Options
from hub.ways import NAMES
from shared.click_words import name_in_spanish, speak_spanish
from shared.errors import ChasquiError

FOLDER = Path("build/demo")
REPORTED = (
    "schools", "events_recorded", "events_at_hub", "bytes_up", "bytes_down", "requests", "wql_model", "wql_baseline",
    "lines_published", "lines_at_schools", "deliveries_confirmed", "rejected_seen_at_hub", "seconds",
)  # fmt: skip
Step = tuple[str, Callable[[Demo], str]]
STEPS: Sequence[Step] = (
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

speak_spanish()


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
    for ending in (signal.SIGTERM, signal.SIGHUP):  # noqa: TID251 - never runs on a school's laptop
        signal.signal(ending, signal.default_int_handler)
    clock = {"CHASQUI_EDGE_CLOCK": TODAY, "CHASQUI_HUB_CLOCK": TODAY, "DVC_NO_ANALYTICS": "1"}
    try:
        with Workshop(folder.absolute(), clock) as shop:
            demo = Demo(shop, options)
            play(demo, STEPS)
            measure(demo)
            show(demo)
            if report:
                report.parent.mkdir(parents=True, exist_ok=True)
                report.write_text(json.dumps({name: demo.figures[name] for name in REPORTED}, indent=2) + "\n")
            if not leave:
                stay(demo)
    except ChasquiError as error:
        click.echo(f"\n{error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        click.echo("\n  Cerrado.")


def play(demo: Demo, steps: Sequence[Step]) -> None:
    """Run steps in their order, saying what happened and how long each took."""
    for name, step in steps:
        number = [each for each, _ in STEPS].index(name) + 1
        click.echo(f"{number:>2}/{len(STEPS)}  {name:<24}", nl=False)
        began = time.monotonic()
        told = step(demo)
        seconds = time.monotonic() - began
        demo.figures["seconds"] = round(demo.figures.get("seconds", 0.0) + seconds, 1)
        click.echo(f"{seconds:5.0f} s  {told}")


def measure(demo: Demo) -> None:
    """Count what went over the roads."""
    traffic = [node.road.traffic for node in demo.nodes]
    demo.figures["bytes_up"] = sum(each.bytes_up for each in traffic)
    demo.figures["bytes_down"] = sum(each.bytes_down for each in traffic)
    demo.figures["requests"] = sum(each.requests for each in traffic)


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
    click.echo("\n  El mismo almacén, repartido de otra manera:")
    click.echo(f"  {'':<30}{'sin atender':>12}{'desigualdad':>13}{'sin nada':>10}")
    for way, name in NAMES.items():
        one = figures["comparison"][way]
        click.echo(f"  {name:<30}{one['unmet_pct']:>10.1f} %{one['gini']:>13.2f}{one['with_nothing']:>10}")
    click.echo(
        "  La columna «sin atender» pesa cada unidad por su valor y por la urgencia de su escuela. El plan da primero\n"
        "  a las que menos tienen, sin destinar lotes que casi nadie usaría: en total puede quedar más sin atender."
    )


def stay(demo: Demo) -> None:
    """Leave the pages open until the visitor presses Ctrl+C."""
    node = schools.receiver(demo)
    click.echo("\n  Páginas abiertas (Ctrl+C para terminar):")
    click.echo(f"    Región   {demo.hub_url}/   cuenta: {office.LOGIN} o {office.REVIEWER}   clave: {demo.passphrase}")
    click.echo(f"    Escuela  {node.url}/   cuenta: {schools.LOGIN}   clave: {demo.passphrase}")
    while True:
        time.sleep(3600)


def _whole(file: Path | None) -> Path | None:
    return file.absolute() if file else None


name_in_spanish(main)
if __name__ == "__main__":
    main()
