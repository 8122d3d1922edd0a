"""Click's own words in Spanish: what a person reads of a command that click writes and we do not."""

import sys
from collections.abc import Mapping

import click

WORDS: Mapping[str, str] = {
    "Usage:": "Uso:",
    "Options": "Opciones",
    "Commands": "Órdenes",
    "Show this message and exit.": "Muestra esta ayuda y termina.",
    "Aborted!": "Cancelado: no se hizo nada más.",
    "Repeat for confirmation": "Otra vez, para confirmar",
    "Do you want to continue?": "¿Continúa?",
    "Error: The two entered values do not match.": "Error: las dos veces no se escribió lo mismo. Escríbalo otra vez.",
    "Error: invalid input": "Error: eso no se entiende. Escríbalo otra vez.",
    "Try '{command} {option}' for help.": "Vea la ayuda con «{command} {option}».",
    "Invalid value: {message}": "Ese valor no sirve: {message}",
    "Invalid value for {param_hint}: {message}": "El valor de {param_hint} no sirve: {message}",
    "Missing argument": "Falta el dato",
    "Missing option": "Falta la opción",
    "Missing parameter": "Falta el dato",
    "Missing command.": "Falta la orden.",
    "No such option {name!r}.": "No hay ninguna opción «{name}».",
    "No such command {name!r}.": "No hay ninguna orden «{name}».",
    "Did you mean {possibility}?": "¿Quiso decir {possibility}?",
    "(Did you mean one of: {possibilities}?)": "¿Quiso decir una de estas: {possibilities}?",
    "Got unexpected extra argument ({args})": "Sobra un dato ({args})",
    "Got unexpected extra arguments ({args})": "Sobran datos ({args})",
    "Option {name!r} requires an argument.": "La opción «{name}» necesita un valor.",
    "Option {name!r} requires {nargs} arguments.": "La opción «{name}» necesita {nargs} valores.",
    "Option {name!r} does not take a value.": "La opción «{name}» no lleva valor.",
    "{value!r} is not {choice}.": "«{value}» no es {choice}.",
    "{value!r} is not one of {choices}.": "«{value}» no es uno de estos: {choices}.",
    "{value!r} is not a valid {number_type}.": "«{value}» no es un número que sirva.",
    "{value} is not in the range {range}.": "{value} no está entre lo permitido: {range}.",
    "{name} {filename!r} does not exist.": "«{filename}» no existe.",
    "{name} {filename!r} is a file.": "«{filename}» es un archivo, no una carpeta.",
    "{name} {filename!r} is a directory.": "«{filename}» es una carpeta, no un archivo.",
    "{name} {filename!r} is not readable.": "«{filename}» no se puede leer.",
    "{name} {filename!r} is not writable.": "En «{filename}» no se puede escribir.",
    "default: {default}": "por defecto: {default}",
    "required": "obligatorio",
}
_DATA: Mapping[str, str] = {
    "file": "ARCHIVO", "filename": "ARCHIVO", "path": "RUTA", "directory": "CARPETA", "text": "TEXTO",
    "integer": "NÚMERO", "integer range": "NÚMERO", "float": "NÚMERO", "float range": "NÚMERO",
    "folder": "CARPETA", "name": "NOMBRE", "login": "USUARIO", "code": "CÓDIGO", "stick": "USB", "model": "MODELO",
    "card": "FICHA", "number": "NÚMERO", "school": "ESCUELA", "resource": "RECURSO", "version": "VERSIÓN",
    "before": "ANTERIOR", "after": "POSTERIOR", "bundle": "PAQUETE", "leaving": "SALIENTE", "heir": "ENTRANTE",
}  # fmt: skip
"""What is to be written at a place: of an argument by its name, of an option by its type."""
_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types", "utils")


def spanish(message: str) -> str:
    """
    Return one of click's messages in Spanish, or as it is where it has no translation.

    >>> spanish("Missing option"), spanish("?")
    ('Falta la opción', '?')
    """
    return WORDS.get(message, message)


def spanish_for(one: str, many: str, count: int) -> str:
    """
    Return one of click's messages that count something.

    >>> spanish_for("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 2)
    'Sobran datos ({args})'
    """
    return spanish(one if count == 1 else many)


def speak_spanish() -> None:
    """Let click speak Spanish whatever the system's language: it asks gettext, which looks only there."""
    for name in _MODULES:
        module = sys.modules.get(f"{click.__name__}.{name}")
        for word, words in (("_", spanish), ("ngettext", spanish_for)):
            if module is not None and word in vars(module):
                setattr(module, word, words)


def name_in_spanish(program: click.Command) -> None:
    """Let the help of *program* and of every command in it name in Spanish what is to be written where."""
    program.options_metavar = "[OPCIONES]"
    for param in program.params:
        name = param.name if isinstance(param, click.Argument) else param.type.name
        if param.metavar is None and (words := _DATA.get(str(name))):
            is_optional = isinstance(param, click.Argument) and not param.required
            param.metavar = f"[{words}]" if is_optional else words
    if isinstance(program, click.Group):
        program.subcommand_metavar = "ORDEN [DATOS]..."
        for command in program.commands.values():
            name_in_spanish(command)
