"""Whole sentences in Spanish with their values: said at once, or translated later where they are shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sentence:
    """
    A sentence that is translated as a whole. A value may be a sentence itself.

    Without values the text stands as it is: a per cent sign in it is not doubled.
    """

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)

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
