"""``chasqui-edge key``: how the key to the names lies on this laptop, and the change from one way to the other."""

from collections.abc import Callable
from typing import Any

import click

from edge.config import Config
from edge.enrol import load_identity
from edge.key_holder import held_key, hold_in_file, hold_sealed, is_sealed
from edge.seal import Seal
from edge.staff_phrase import names_phrase
from shared.console import unseen

_FROM_NOW = (
    "Desde el próximo inicio los nombres se abren con la frase, en «Llave de los nombres»; un Chasqui abierto sigue "
    "como está hasta que se cierre. Sin la frase nadie los lee, salvo con una copia (backup o keys backup) y la frase "
    "de esa copia: haga una ahora. Las copias de la carpeta hechas antes tienen la llave en claro: bórrelas."
)


def register(main: click.Group, command: Callable[..., Callable[[Callable[..., Any]], Callable[..., Any]]]) -> None:
    """Add these commands to *main*."""

    @main.group("key")
    def keys() -> None:
        """Cómo se guarda en esta laptop la llave que cierra los nombres."""

    @command(keys, "phrase")
    def phrase_command(config: Config) -> None:
        """Deja la llave solo bajo una frase, que el personal escribe después de cada inicio; o cambia esa frase."""
        load_identity(config)
        had = is_sealed(config.dir)
        key = held_key(config.dir, names_phrase)
        # A damaged key is told here, before anything is sealed that opens nothing.
        Seal(key)
        hold_sealed(config.dir, key, unseen("Frase nueva", twice=True))
        click.echo(
            "Frase cambiada; la de antes ya no sirve." if had else f"people.key ya no está en claro. {_FROM_NOW}"
        )

    @command(keys, "file")
    def file_command(config: Config) -> None:
        """Pone la llave otra vez en un archivo: los nombres se abren solos con el programa."""
        load_identity(config)
        hold_in_file(config.dir, held_key(config.dir, names_phrase))
        click.echo(
            "Llave en people.key: los nombres se abren solos con el programa, y los lee quien se lleve la carpeta."
        )

    @command(keys, "show")
    def show_command(config: Config) -> None:
        """Dice cómo está guardada la llave; no cambia nada."""
        load_identity(config)
        click.echo("phrase: solo con la frase del personal." if is_sealed(config.dir) else "file: en people.key.")
