"""A question is asked until its answer can be used, and no longer than there is anybody to answer."""

import click
from click.testing import CliRunner, Result

from edge.asking import asked_until
from shared.errors import BadInput


def number(text: str) -> int:
    if not text.isdigit():
        raise BadInput("«%(text)s» no es un número. Escríbalo otra vez.", text=text)
    return int(text)


@click.command()
def question() -> None:
    text, value = asked_until("Cuántos", number)
    click.echo(f"{text!r} is {value}")


def answered(*typed: str) -> Result:
    return CliRunner().invoke(question, input="".join(f"{line}\n" for line in typed))


def test_a_question_is_asked_until_the_answer_can_be_used() -> None:
    done = answered("diez", "007")

    assert (done.exit_code, done.output.count("Cuántos")) == (0, 2)
    assert "«diez» no es un número" in done.output
    assert "'007' is 7" in done.output


def test_it_ends_where_nobody_answers() -> None:
    assert answered("diez").exit_code == 1
