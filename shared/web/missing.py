"""Which messages a language still lacks, which it has for nothing, and where a translation lost a value."""

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import click

from shared.web.extraction import Message, first_messages, messages
from shared.web.i18n import SOURCE_LANGUAGE, Catalogue, catalogue, is_partial, is_unreviewed, languages, twofold

_PLACE = re.compile(r"%\((\w+)\)s|%%")


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is wrong with the catalogue of one language."""

    missing: dict[str, str]
    """Messages without a translation, each with where it is asked for."""
    unasked: list[str]
    """Translations of messages that nobody asks for any more."""
    uneven: list[str]
    """Messages whose translation has other values than they do."""
    twofold: list[str]
    """Messages that more than one file translates."""


def places(text: str) -> set[str]:
    """
    Return the values that a message takes.

    >>> sorted(places("de %(total)s, %(n)s; 5 %%"))
    ['n', 'total']
    """
    return {name for name in _PLACE.findall(text) if name}


def gaps(words: Catalogue, asked: dict[Message, str], twofold: Sequence[str] = ()) -> Gaps:
    """Compare a catalogue with the messages that are asked for; *twofold* are those that stand in it more than once."""
    known = {message.text for message in asked}
    return Gaps(
        missing={
            one.text: where for one, where in sorted(asked.items(), key=_at) if not words.has(one.text, one.plural)
        },
        unasked=sorted(text for text in words.messages() if text not in known),
        uneven=sorted(one.text for one in asked if _uneven(one, words.messages().get(one.text, ()))),
        twofold=list(twofold),
    )


def _uneven(asked: Message, said: tuple[str, ...]) -> bool:
    """Tell whether a translation has other values; of a plural, the singular may leave out its number."""
    if not said:
        return False
    if not asked.plural:
        return places(said[0]) != places(asked.text)
    return places(said[-1]) != places(asked.plural) or not places(said[0]) <= places(asked.plural)


def _at(item: tuple[Message, str]) -> tuple[str, str]:
    message, where = item
    return where, message.text


@click.command()
@click.option("--json", "json_", is_flag=True, help="Responde en JSON.")
@click.option("--first", is_flag=True, help="Solo lo que leen los estudiantes y las cinco preguntas del inicio.")
def main(json_: bool, first: bool) -> None:
    """Lista lo que falta traducir, lo que sobra y lo que perdió un valor, por idioma."""
    asked = first_messages() if first else messages()
    found = {code: gaps(catalogue(code), asked, twofold(code)) for code in languages() if code != SOURCE_LANGUAGE}
    if first:
        found = {code: replace(one, unasked=[]) for code, one in found.items()}
    if json_:
        click.echo(json.dumps({code: asdict(one) for code, one in found.items()}, ensure_ascii=False, indent=1))
    else:
        for code, one in found.items():
            _tell(code, one, len(asked))
    sys.exit(any(_fails(code, one) for code, one in found.items()))


def _fails(code: str, one: Gaps) -> bool:
    """Tell whether something is to be mended: a partial language may lack what it likes."""
    return bool(one.unasked or one.uneven or one.twofold or (one.missing and not is_partial(code)))


def _tell(code: str, one: Gaps, total: int) -> None:
    unread = " Sin revisar por quien habla la lengua." if is_unreviewed(code) else ""
    click.echo(f"{code}: {total - len(one.missing)} de {total} mensajes traducidos.{unread}")
    for title, lines in (
        ("Falta traducir", [f"{where}  {text}" for text, where in one.missing.items()]),
        ("Nadie lo pide ya", one.unasked),
        ("Los valores no coinciden", one.uneven),
        ("Está traducido en dos archivos", one.twofold),
    ):
        for line in lines:
            click.echo(f"  {title}: {line}")


if __name__ == "__main__":
    main()
