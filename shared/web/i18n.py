"""Words in the reader's language: Spanish is the source, catalogues are read straight from .po files."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from flask import g, has_request_context, request

from shared.sentences import N_, Sentence

__all__ = ["N_", "Catalogue", "catalogue", "gettext", "is_partial", "is_unreviewed", "language", "languages",
           "ngettext", "page_language", "say", "twofold"]  # fmt: skip
SOURCE_LANGUAGE = "es"
COOKIE = "idioma"
LANGUAGE_NAMES: Mapping[str, str] = {
    "es": "Español",
    "en": "English",
    "quz": "Runasimi (Qusqu)",
    "quy": "Runasimi (Chanka)",
    "ay": "Aymar aru",
}
WHOLE = (SOURCE_LANGUAGE, "en")
"""Languages that have every message; the others are written bit by bit, and what they lack stays in Spanish."""
_TRANSLATIONS = Path(__file__).parent / "translations"


class Catalogue:
    """The messages of one language; a message without translation stays in Spanish."""

    def __init__(self, one: Mapping[str, str], many: Mapping[str, tuple[str, str]]) -> None:
        self._one = one
        self._many = many

    def gettext(self, message: str) -> str:
        """Return the translation of *message*."""
        return self._one.get(message, message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return the translation that fits *n*."""
        one, many = self._many.get(singular, (singular, plural))
        return one if n == 1 else many

    def knows(self, message: str) -> bool:
        """Tell whether *message* is translated."""
        return message in self._one or message in self._many

    def has(self, message: str, plural: str = "") -> bool:
        """Tell whether *message* is translated in the form in which it is asked for: alone, or with its plural."""
        return message in (self._many if plural else self._one)

    def messages(self) -> dict[str, tuple[str, ...]]:
        """Return every message with its translation, or with both of them."""
        return {**{text: (said,) for text, said in self._one.items()}, **self._many}


@cache
def languages() -> tuple[str, ...]:
    """
    Return the languages that have a catalogue, the source first; looked for once per process.

    >>> languages()[0]
    'es'
    """
    return (SOURCE_LANGUAGE, *sorted(p.name for p in _TRANSLATIONS.iterdir() if any(p.glob("*.po"))))


def is_partial(language: str) -> bool:
    """
    Tell whether pages in *language* are mostly in Spanish.

    >>> is_partial("quz"), is_partial("es")
    (True, False)
    """
    return language not in WHOLE


@cache
def is_unreviewed(language: str) -> bool:
    """Tell whether no speaker has read a catalogue of *language*: then its header is marked ``fuzzy``."""
    return any(_read(path).fuzzy for path in _files(language))


@cache
def catalogue(language: str) -> Catalogue:
    """Read the catalogue of *language*: every ``.po`` of its folder; once per process."""
    one: dict[str, str] = {}
    many: dict[str, tuple[str, str]] = {}
    for message in _written(language):
        text: Any = message.string
        if isinstance(message.id, tuple | list):
            if all(text):
                many[message.id[0]] = (text[0], text[-1])
        elif message.id and text:
            one[message.id] = text
    return Catalogue(one, many)


def twofold(language: str) -> list[str]:
    """Return the messages that more than one file of *language* translates: only one of them would be read."""
    found = Counter(str(one.id if isinstance(one.id, str) else one.id[0]) for one in _written(language) if one.id)
    return sorted(message for message, times in found.items() if times > 1)


def _written(language: str) -> Iterator[Message]:
    for path in _files(language):
        yield from _read(path)


def _files(language: str) -> list[Path]:
    return sorted((_TRANSLATIONS / language).glob("*.po")) if language in languages() else []


def _read(path: Path) -> Catalog:
    # Babel knows neither Aymara nor Quechua as Peru divides it: words have no locale here.
    with path.open("rb") as file:
        return read_po(file, locale=None)


def language() -> str:
    """Return the language of this request: chosen by ``?idioma=``, kept in a cookie, else Spanish."""
    if not has_request_context():
        return SOURCE_LANGUAGE
    if "language" not in g:
        asked = request.args.get(COOKIE) or request.cookies.get(COOKIE) or SOURCE_LANGUAGE
        g.language = asked if asked in languages() else SOURCE_LANGUAGE
    return str(g.language)


def page_language() -> str:
    """Return the language of the words that are not marked: where the reader's is partial, Spanish."""
    here = language()
    return SOURCE_LANGUAGE if is_partial(here) else here


def gettext(message: str, /, **values: object) -> str:
    """
    Return *message* in the language of the page, with its values; see ``shared.web.fragments`` for partial ones.

    >>> gettext("faltan %(n)s", n=9)
    'faltan 9'
    """
    text = raw_gettext(message)
    return text % _figures(values) if values else text


def ngettext(singular: str, plural: str, n: int, /, **values: object) -> str:
    """
    Return the form that fits *n*; ``%(n)s`` or ``%(num)s`` is the number.

    >>> ngettext("%(n)s registro", "%(n)s registros", 1234)
    '1,234 registros'
    """
    return raw_ngettext(singular, plural, n) % _figures({"n": n, "num": n, **values})


def _figures(values: Mapping[str, object]) -> dict[str, object]:
    return {name: f"{value:,}" if type(value) is int else value for name, value in values.items()}


def say(sentence: Sentence) -> str:
    """Return a sentence, such as an error's ``said``, in the reader's language."""
    return sentence.text(raw_gettext)


def raw_gettext(message: str) -> str:
    """Return the bare translation, for Jinja, which fills in values itself and escapes them."""
    return catalogue(page_language()).gettext(message)


def raw_ngettext(singular: str, plural: str, n: int) -> str:
    """Return the bare plural form, for Jinja."""
    return catalogue(page_language()).ngettext(singular, plural, n)
