"""Commands of the weights: see, import and compare their versions."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from hub import cli_options as cli
from shared.errors import BadInput
from shared.sentences import counted
from shared.weights import Weights

if TYPE_CHECKING:
    from hub.weighing import Change


def register(main: click.Group) -> None:
    """Add these commands to *main*."""
    main.add_command(weights)


@click.group()
def weights() -> None:
    """Pesos del reparto: versiones, importar, comparar."""


@weights.command("show")
@click.argument("version", type=click.IntRange(min=1), required=False)
@cli.as_json
@cli.in_dir
def show(version: int | None, json_: bool, folder: Path | None) -> None:
    """Muestra la tabla vigente, o la versión que se pide, y qué versiones hay."""
    from hub import weighing
    from shared.web.tongues import kind_told

    store = cli.open_store(folder)
    found = weighing.current(store) if version is None else _named(version, folder)
    every = [one.version for one in weighing.versions(store)]
    words = [f"Pesos, versión {found.version}. {found.note}".rstrip()]
    for group in weighing.TABLES:
        listed = ", ".join(f"{kind_told(group, name)}: {pct} %" for name, pct in getattr(found, group).items())
        words += [f"  {weighing.GROUPS[group]}: {listed}"] if listed else []
    words += [
        f"  Solo {ugel}, {weighing.GROUPS[group]}: {kind_told(group, name)}: {pct} %"
        for ugel, group, name, pct in weighing.own_rows(found)
    ]
    words.append(f"  Un lote se entrega si se espera usar al menos {found.least_use_pct} % de él.")
    words.append(f"  {_evenness(found)} Lo ya aprobado cuenta {found.keep_pct} % más.")
    if found.guarantee_pct:
        words.append(f"  Primero, cada escuela hasta el {found.guarantee_pct} % de lo que necesita.")
    words += [f"Versiones guardadas: {', '.join(map(str, every))}."] if every else []
    cli.tell({**msgspec.to_builtins(found), "versions": every}, "\n".join(words), json_=json_)


@weights.command("import")
@click.argument("file", type=cli.FILE)
@click.option("--login", default="", help="Cuenta de administración; se pide su clave.")
@click.option("--passphrase-file", "secret", type=cli.FILE, help="Archivo con la clave, que si no se escribe.")
@click.option(
    "--why", default="", help="El motivo, sin nombres de personas: queda en el historial y las escuelas lo leen."
)
@click.option("--dry-run", is_flag=True, help="Revisa y no guarda nada.")
@cli.in_dir
def bring(file: Path, login: str, secret: Path | None, why: str, dry_run: bool, folder: Path | None) -> None:
    """Importa una tabla de pesos (JSON) como versión nueva: vale para los planes que se calculen desde ahora."""
    from hub import weighing
    from hub.named_files import read_named
    from hub.signing import administrator

    store = cli.open_store(folder)
    by = administrator(store, login=login, passphrase=cli.passphrase(secret))
    before = weighing.current(store)
    found = weighing.bring_in(store, read_named(file), why=why, by=by, dry_run=dry_run)
    kept = "no se guardó" if dry_run else "guardada"
    click.echo(f"Pesos, versión {found.version}: {kept}.\n{_told(before, found)}")


@weights.command("compare")
@click.argument("before", type=click.IntRange(min=1))
@click.argument("after", type=click.IntRange(min=1))
@cli.as_json
@cli.in_dir
def compare(before: int, after: int, json_: bool, folder: Path | None) -> None:
    """Dice en qué se diferencian dos versiones."""
    from dataclasses import asdict

    from hub import weighing

    one, other = _named(before, folder), _named(after, folder)
    found = weighing.compare(one, other)
    changes = [{name: value for name, value in asdict(change).items() if name != "ugel" or value} for change in found]
    cli.tell({"before": before, "after": after, "changes": changes}, _told(one, other), json_=json_)


def _named(version: int, folder: Path | None) -> Weights:
    from hub import weighing

    found = weighing.named(cli.open_store(folder), version)
    if found is None and version == weighing.first().version:
        return weighing.first()
    if found is None:
        raise BadInput(
            "No hay una versión %(version)s de los pesos. Véalas con «chasqui-hub weights show».", version=version
        )
    return found


def _evenness(found: Weights) -> str:
    if not found.alpha:
        return "Equidad 0: cada lote va a donde es más probable que se use."
    return f"Equidad {found.alpha:g}: primero las escuelas que menos tienen, en {found.window} ciclos."


def _told(before: Weights, after: Weights) -> str:
    from hub import weighing

    changes = weighing.compare(before, after)
    words = [
        f"De la versión {before.version} a la {after.version}: "
        + (f"{counted(len(changes), 'cambio', 'cambios')}." if changes else "nada.")
    ]
    return "\n".join([*words, *map(_change_told, changes)])


def _change_told(one: "Change") -> str:
    from hub import weighing
    from shared.web.tongues import kind_told

    scope = f"Solo {one.ugel}, " if one.ugel else ""
    what = f"{scope}{weighing.GROUPS[one.group]} {kind_told(one.group, one.name)}".rstrip()
    return f"  {what}: de {one.before:g} a {one.after:g}{' %' if one.is_percent else ''}"
