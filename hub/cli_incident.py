"""Commands for an incident with people's data: note it, what was done, and the report of its 48 hours."""

from datetime import datetime
from pathlib import Path

import click

from hub import cli_options as cli
from shared.clock import LIMA


def register(main: click.Group) -> None:
    """Add these commands to *main*."""
    main.add_command(incident)


@click.group()
def incident() -> None:
    """Incidentes con datos de personas: anotarlos y el informe de 48 horas."""


@incident.command("new")
@click.option("--what", required=True, metavar="TEXTO", help="Qué pasó, en una o dos frases y sin nombres de personas.")
@click.option(
    "--noticed", type=click.DateTime(["%Y-%m-%d %H:%M"]), help="Cuándo se notó, hora del Perú; sin decirlo, ahora."
)
@click.option("--site", "sites", multiple=True, metavar="CÓDIGO", help="Local que puede estar tocado; se repite.")
@cli.in_dir
def incident_new(what: str, noticed: datetime | None, sites: tuple[str, ...], folder: Path | None) -> None:
    """Anota un incidente y dice su número."""
    from hub.incidents import open_incident

    at = noticed.replace(tzinfo=LIMA) if noticed else None
    number = open_incident(cli.open_store(folder), what, at, sites)
    click.echo(f"Incidente {number} anotado. Anote lo que se haga con «chasqui-hub incident note {number}».")


@incident.command("note")
@click.argument("number", type=int)
@click.option("--done", "done", default="", metavar="TEXTO", help="Qué se hizo.")
@click.option("--told", "told", default="", metavar="TEXTO", help="A quién se avisó, y por qué medio.")
@click.option("--site", "sites", multiple=True, metavar="CÓDIGO", help="Otro local que puede tocar; se repite.")
@cli.in_dir
def incident_note(number: int, done: str, told: str, sites: tuple[str, ...], folder: Path | None) -> None:
    """Anota qué se hizo, a quién se avisó, o qué locales más puede tocar."""
    from hub.incidents import Wrote, write

    store = cli.open_store(folder)
    said = {Wrote.SITES: " ".join(sites), Wrote.DONE: done, Wrote.TOLD: told}
    # All of it or nothing, as it says where something is refused.
    with store.together():
        for kind in [one for one, words in said.items() if words] or [Wrote.DONE]:
            write(store, number, kind, said[kind])
    click.echo(f"Anotado en el incidente {number}.")


@incident.command("close")
@click.argument("number", type=int)
@click.option("--why", required=True, metavar="TEXTO", help="Cómo terminó; después no se anota más en él.")
@cli.in_dir
def incident_close(number: int, why: str, folder: Path | None) -> None:
    """Cierra un incidente."""
    from hub.incidents import Wrote, write

    write(cli.open_store(folder), number, Wrote.CLOSED, why)
    click.echo(f"Incidente {number} cerrado. Guarde su informe con «chasqui-hub incident report {number}».")


@incident.command("report")
@click.argument("number", type=int)
@cli.as_json
@cli.in_dir
def incident_report(number: int, json_: bool, folder: Path | None) -> None:
    """Muestra el informe de un incidente, en una página."""
    from hub import reports
    from hub.incident_report import fields, words
    from hub.incidents import incident as found_by

    store = cli.open_store(folder)
    found, now = found_by(store, number), store.clock.now()
    reports.write(store, f"incident-{number}", fields(found, now), words(found, now))
    cli.tell(fields(found, now), words(found, now), json_=json_)


@incident.command("list")
@cli.as_json
@cli.in_dir
def incident_list(json_: bool, folder: Path | None) -> None:
    """Muestra los incidentes, el más nuevo primero."""
    from hub.incident_report import fields
    from hub.incidents import every

    store = cli.open_store(folder)
    found = every(store)
    told = [
        f"{one.number}  {one.noticed.astimezone(LIMA):%d/%m/%Y %H:%M}  {one.what}{'  (cerrado)' if one.closed else ''}"
        for one in found
    ]
    rows = [fields(one, store.clock.now()) for one in found]
    cli.tell({"incidents": rows}, "\n".join(told) or "Ninguno.", json_=json_)
