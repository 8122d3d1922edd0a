"""What a page says, as text, and which of its words are Spanish where they should not be."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

_SHOWN = ("aria-label", "title", "alt", "placeholder", "data-l")
_UNPAIRED = ("input", "option", "meta", "link", "br", "img", "path", "circle", "use", "rect", "line")
_SPANISH = re.compile(
    r"\b(al|alcanza|algo|anote|antes|aula|avise|cada|como|con|cuando|de|del|desde|donde|el|en|entre|escuelas?|este|esta"
    r"|faltan?|guard[ae]|guardado|hace|hoy|la|las|lo|los|mes|mientras|muy|nada|nombre|nunca|otr[ao]|para|pero|por|que"
    r"|conteo|datos|entregas?|equipo|necesidad|oficina|pedidos?|recursos?|reparto|usos?"
    r"|registros?|semanas?|ser|se|sobre|su|sus|tiene|tod[ao]s?|tu|una?s?|uno|usted|vez|y|ya)\b|[áéíóúüñ¿¡]",
    re.IGNORECASE,
)
"""Frequent words that are no English ones, and letters that English does not have."""


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._quiet: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in _UNPAIRED:
            self._quiet.append(tag in ("style", "script", "q", "textarea") or given.get("lang") == "es")
        self.parts += [text for name in _SHOWN if (text := given.get(name))]

    def handle_endtag(self, tag: str) -> None:
        if tag not in _UNPAIRED and self._quiet:
            self._quiet.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._quiet) and data.strip():
            self.parts.append(data.strip())


def said(page: str) -> str:
    """Return all that a page says: its text, titles and labels; what people wrote themselves is left out."""
    reader = _Text()
    reader.feed(page)
    return "\n".join(reader.parts)


def spanish_in(page: str, names: Iterable[str]) -> list[str]:
    """
    Return the lines of a page with a Spanish word or letter, after the *names* (of people, places, things) are gone.

    >>> spanish_in("<h1>Quebrada Honda</h1><p>Faltan 3</p><p>3 missing</p>", ["Quebrada Honda"])
    ['Faltan 3']
    """
    text = said(page)
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(re.escape(name), "·", text, flags=re.IGNORECASE)
    return [line for line in text.splitlines() if _SPANISH.search(line)]
