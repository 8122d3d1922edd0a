"""``chasqui-edge pack``: the content packs of this laptop, by hand."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from edge.config import Config
from edge.orders_packs import AddPack, CheckPacks, DropPack
from edge.pack_import import Added
from edge.pack_store import KeptPack
from edge.store import Store
from edge.writer import open_writer
from shared.errors import BadInput
from shared.packs import MB
from shared.sentences import counted

_FOLDER = click.Path(path_type=Path, file_okay=False)


def register(main: click.Group, command: Callable[..., Callable[[Callable[..., Any]], Callable[..., Any]]]) -> None:
    """Add these commands to *main*."""
    packs = main.group("pack")(_group)

    @command(packs, "add")
    @click.argument("folder", metavar="CARPETA", type=_FOLDER)
    def add_command(config: Config, folder: Path) -> None:
        """Copia un paquete de una carpeta o un USB, si la región lo firmó y cabe."""
        with open_writer(config) as node:
            done = node.perform(AddPack(str(folder.absolute())))
        assert isinstance(done, Added)
        click.echo(
            f"Paquete {done.resource}, versión {done.version}: {counted(done.files, 'archivo', 'archivos')} completos, "
            f"{_mb(done.bytes)} MB. Se copiaron {_mb(done.copied)} MB."
        )

    @command(packs, "list", json_too=True)
    def list_command(config: Config, as_json: bool) -> None:
        """Dice qué paquetes hay aquí, hasta cuándo valen y si están enteros."""
        import json

        with Store(config.database, config.clock, writer=False) as store:
            found, today = store.packs.all(), store.days.today()
        if as_json:
            click.echo(json.dumps([_fields(one) | {"expired": one.pack.expired(today)} for one in found]))
            return
        for one in found:
            click.echo(_line(one, expired=one.pack.expired(today)))
        if not found:
            click.echo("No hay paquetes. Cópielos con «chasqui-edge pack add CARPETA».")

    @command(packs, "check")
    def check_command(config: Config) -> None:
        """Lee otra vez todos los archivos y dice cuáles no son los que la región firmó."""
        with open_writer(config) as node:
            found: dict[str, int] = node.perform(CheckPacks())
        for resource, damaged in found.items():
            told = f"{counted(damaged, 'archivo dañado', 'archivos dañados')}" if damaged else "completo"
            click.echo(f"{resource}: {told}")
        if any(found.values()):
            click.echo("Copie otra vez el mismo paquete con «chasqui-edge pack add»: repone lo dañado.", err=True)
            sys.exit(1)

    @command(packs, "drop")
    @click.argument("resource", metavar="RECURSO")
    def drop_command(config: Config, resource: str) -> None:
        """Quita un paquete de esta laptop; lo que se anotó de él queda."""
        with open_writer(config) as node:
            if node.store.packs.one(resource) is None:
                raise BadInput("Aquí no hay un paquete «%(name)s». Vea «chasqui-edge pack list».", name=resource)
            freed = node.perform(DropPack(resource))
        click.echo(f"Se quitó {resource}: {_mb(freed)} MB libres.")


def _group() -> None:
    """Paquetes de contenido para los estudiantes."""


def _mb(size: int) -> str:
    return f"{size / MB:,.1f}"


def _fields(one: KeptPack) -> dict[str, Any]:
    pack = one.pack
    return {
        "resource": pack.resource,
        "version": pack.version,
        "files": len(pack.files),
        "bytes": pack.size,
        "expires": pack.expires.isoformat() if pack.expires else None,
        "damaged": [file.path for file in one.damaged],
    }


def _line(one: KeptPack, *, expired: bool) -> str:
    pack = one.pack
    words = f"{pack.resource}, versión {pack.version}: {counted(len(pack.files), 'archivo', 'archivos')}"
    words += f", {_mb(pack.size)} MB"
    if pack.expires is not None:
        words += f"; {'venció' if expired else 'vale hasta'} el {pack.expires}"
    return words + (f"; dañados: {len(one.damaged)}" if one.damaged else "")
