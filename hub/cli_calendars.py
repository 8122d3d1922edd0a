"""Calendars of single UGELs by command: their versions, one brought in with its difference, and one withdrawn."""

from pathlib import Path

import click

from hub import cli_options as cli


def register(main: click.Group) -> None:
    """Add these commands to *main*."""
    main.add_command(calendars)


_WHY = click.option(
    "--why", default="", help="El motivo, sin nombres de personas: queda en el historial y lo leen sus escuelas."
)


@click.group()
def calendars() -> None:
    """Los calendarios propios de una UGEL; el de la región va con «import calendar»."""


@calendars.command("list")
@cli.as_json
@cli.in_dir
def list_(json_: bool, folder: Path | None) -> None:
    """Muestra cada versión de cada UGEL, con su motivo."""
    from hub import ugel_calendars

    rows = [
        {
            "ugel": one.ugel,
            "version": one.number,
            "source": one.calendar.source if one.calendar else None,
            "why": one.act.told()["why"] if one.act else "",
        }
        for one in ugel_calendars.versions(cli.open_store(folder))
    ]
    words = [
        f"{row['ugel']}, versión {row['version']}: {row['source'] or 'volvió al de la región'}. «{row['why']}»"
        for row in rows
    ]
    cli.tell(
        {"calendars": rows}, "\n".join(words) or "Ninguna UGEL tiene uno: todas siguen el de la región.", json_=json_
    )


@calendars.command("import")
@click.argument("ugel")
@click.argument("file", type=cli.FILE)
@_WHY
@click.option("--dry-run", is_flag=True, help="Muestra la diferencia y no guarda nada.")
@cli.as_json
@cli.in_dir
def import_(ugel: str, file: Path, why: str, dry_run: bool, json_: bool, folder: Path | None) -> None:
    """Da a una UGEL el calendario de un archivo (JSON), y muestra en qué cambia lo que sus escuelas siguen."""
    from hub import ugel_calendars
    from hub.acts import BY_COMMAND
    from hub.importers.catalogue import read_calendar
    from hub.named_files import read_named
    from shared.imported import Imported, Outcome

    store = cli.open_store(folder)
    told, before = read_calendar(read_named(file), file.name), ugel_calendars.followed(store, ugel)
    kept = ugel_calendars.bring_in(store, ugel, told, why=why, by=BY_COMMAND, dry_run=dry_run)
    changes = ugel_calendars.difference(before, kept, store.calendar())
    outcome = Outcome.TRIED if dry_run else Outcome.WRITTEN
    report = Imported(1, 0, int(bool(changes)), changes=changes, outcome=outcome)
    saved = "" if dry_run else f"\nCalendario de {ugel} guardado, versión {kept.version}."
    cli.tell(report.fields(), report.words() + saved, json_=json_)


@calendars.command("withdraw")
@click.argument("ugel")
@_WHY
@cli.in_dir
def withdraw(ugel: str, why: str, folder: Path | None) -> None:
    """Hace que una UGEL siga otra vez el calendario de la región."""
    from hub import ugel_calendars
    from hub.acts import BY_COMMAND

    ugel_calendars.withdraw(cli.open_store(folder), ugel, why=why, by=BY_COMMAND)
    click.echo(f"{ugel} sigue otra vez el calendario de la región.")
