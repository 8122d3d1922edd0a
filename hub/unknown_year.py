"""What people read, and do next, where a forecast or plan reaches into a year whose calendar the region lacks."""

from collections.abc import Iterable

from shared.school_year import AssumedYear
from shared.sentences import N_

IMPORT_IT = N_(
    "Cuando se publique, impórtelo con «chasqui-hub import calendar ARCHIVO» y calcule el plan otra vez con "
    "«chasqui-hub nightly»."
)


def assumed_words(assumed: Iterable[AssumedYear]) -> list[str]:
    """
    Say of each year what is assumed of it, and how to end that.

    >>> print(*assumed_words([AssumedYear(2027)]))
    Falta el calendario escolar de 2027: se suponen clases de marzo a diciembre. Cuando se publique, impórtelo con
    «chasqui-hub import calendar ARCHIVO» y calcule el plan otra vez con «chasqui-hub nightly».
    """
    return [f"{one.sentence().text()} {IMPORT_IT}" for one in assumed]
