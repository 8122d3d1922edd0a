"""The phrase of the names, asked of whoever gives a command."""

import click
from click.testing import CliRunner

from edge.staff_phrase import names_phrase


def test_a_program_gives_the_phrase_as_a_line_of_input() -> None:
    @click.command()
    def command() -> None:
        click.echo(names_phrase())

    assert CliRunner().invoke(command, input="luna de chuño y sal\nmore\n").output == "luna de chuño y sal\n"
