"""Where in a file something is true: how many lines it is, and which come first."""

from shared.sentences import Sentence

_SHOWN = 10


class Lines:
    """Lines of a file, counted, of which the first are kept: a national listing has a hundred thousand."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[int] = []

    def add(self, line: int) -> None:
        """Count a line."""
        self.count += 1
        if len(self._first) < _SHOWN:
            self._first.append(line)

    def said(self) -> Sentence:
        """
        Return how many they are, and where.

        >>> lines = Lines()
        >>> lines.add(2), lines.said().text(), lines.add(7), lines.said().text()
        (None, '1 (línea 2)', None, '2 (líneas 2, 7)')
        """
        listed = ", ".join(map(str, self._first)) + ("…" if self.count > len(self._first) else "")
        words = "%(n)s (línea %(lines)s)" if self.count == 1 else "%(n)s (líneas %(lines)s)"
        return Sentence(words, {"n": f"{self.count:,}", "lines": listed})
