"""Whole sentences in Spanish with their values: said at once, or kept and translated later where they are shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Union

import msgspec

Value = Union[str, int, float, "Sentence"]


def N_(message: str) -> str:  # noqa: N802 - the customary mark of a message translated later
    """Mark a message that is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Sentence:
    """
    A sentence that is translated as a whole. A value may be a sentence itself.

    Without values the text stands as it is: a per cent sign in it is not doubled.
    """

    msgid: str
    params: Mapping[str, Value] = field(default_factory=dict)

    def text(self, gettext: Callable[[str], str] = str) -> str:
        """
        Return the sentence in the language of *gettext*, which takes a message and gives its translation.

        >>> inner = Sentence("faltan %(n)s", {"n": 9})
        >>> inner.text(), Sentence("Línea %(line)s: %(why)s", {"line": 4, "why": inner}).text()
        ('faltan 9', 'Línea 4: faltan 9')
        """
        words = gettext(self.msgid)
        if not self.params:
            return words
        said = {name: one.text(gettext) if isinstance(one, Sentence) else one for name, one in self.params.items()}
        return words % said


def counted(number: int, one: str, many: str) -> str:
    """
    Return a number with what it counts, as a command says it.

    >>> counted(1, "aula", "aulas"), counted(1500, "registro", "registros")
    ('1 aula', '1,500 registros')
    """
    return f"{number:,} {one if number == 1 else many}"


def kept(sentence: Sentence) -> str:
    """Return a sentence as a text column keeps it; ``read`` gives it back."""
    return msgspec.json.encode(sentence).decode()


def read(text: str) -> Sentence:
    """
    Return the sentence that a text column keeps; older versions kept the Spanish text itself.

    >>> read(kept(Sentence("faltan %(n)s", {"n": 9}))).text(), read("Un 10 % se perdió.").text()
    ('faltan 9', 'Un 10 % se perdió.')
    """
    try:
        return msgspec.json.decode(text, type=Sentence)
    except msgspec.DecodeError:
        return Sentence(text)
