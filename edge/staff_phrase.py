"""The phrase that opens the names, asked of whoever gives a command."""

from shared.console import unseen


def names_phrase() -> str:
    """Return the phrase as it is typed, unseen; a line of input from a program."""
    return unseen("Frase de los nombres")
