"""What people write in a cell where they know nothing."""

from shared.tabular.names import key

_NOTHING = frozenset(
    ("", "sd", "sn", "nd", "na", "null", "none", "nan", "sindato", "sindatos", "sininformacion", "desconocido")
)


def says_nothing(text: str) -> bool:
    """
    Tell whether a cell is blank, or says that nobody wrote it down.

    >>> [says_nothing(text) for text in ("", "—", "S/D", "n.d.", "0", "-3", "no")]
    [True, True, True, True, False, False, False]
    """
    return key(text) in _NOTHING
