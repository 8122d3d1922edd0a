"""The command that checks a school's printed paper by the code under it."""

from pathlib import Path

import click

from hub import cli_options as cli


def register(main: click.Group) -> None:
    """Add this command to *main*."""
    main.add_command(check_paper_command)


@click.command("check-paper")
@click.argument("code", metavar="CÓDIGO")
@cli.as_json
@cli.in_dir
def check_paper_command(code: str, json_: bool, folder: Path | None) -> None:
    """Dice si el papel con este código (el del QR, PL1...) lo firmó un equipo de esa escuela; sale con 1 si no."""
    from hub.paper_checks import check_paper, words_of

    found = check_paper(cli.open_store(folder), code)
    told = {
        "verdict": found.verdict.name.lower(),
        "doc": found.code.doc,
        "school": found.code.school,
        "site": found.site,
        "node": found.node,
        "enrolled": found.enrolled.isoformat() if found.enrolled else None,
    }
    cli.tell(told, " ".join(one.text() for one in words_of(found)), json_=json_)
    if not found.is_good:
        raise SystemExit(1)
