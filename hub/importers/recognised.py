"""What was understood of a listing, for whoever decides whether it may go in: its columns, and how many say what."""

from collections import Counter
from collections.abc import Iterable, Mapping

from hub.importers.cells import Assumed
from shared.errors import BadRow
from shared.sentences import Sentence, Value
from shared.tabular import Table

_SHOWN_VALUES = 12
_SHOWN_REASONS = 5
_NOT_SAID = "sin dato"

_WORDS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "nivel": (("nivel", "niv_mod"), "Nivel: %(counts)s."),
    "gestion": (("gestion_texto", "gestion"), "Gestión: %(counts)s."),
    "ugel": (("ugel", "codooii"), "UGEL: %(counts)s."),
    "rurality": (("rurality", "area_censo", "cp_cercano_tipo"), "Ruralidad: %(counts)s."),
    "power": (("power",), "Energía: %(counts)s."),
    "coverage": (("coverage",), "Cobertura: %(counts)s."),
    "internet": (("internet",), "Internet: %(counts)s."),
    "languages": (("languages",), "Lenguas: %(counts)s."),
}
"""By what the cells are read as: the columns that say it, and the sentence that counts the words."""
_FIGURES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "students": (("students",), "Estudiantes: los dicen %(n)s de %(all)s filas que se usan."),
    "served": (("served",), "Usuarios: los dicen %(n)s de %(all)s filas que se usan."),
    "altitud_m": (("altitud_m",), "Altitud: la dicen %(n)s de %(all)s filas que se usan."),
    "place": (("lat", "lon"), "Ubicación en el mapa: la dicen %(n)s de %(all)s filas que se usan."),
    "ubigeo": (("ubigeo",), "Distrito (ubigeo): lo dicen %(n)s de %(all)s filas que se usan."),
    "codlocal": (("codlocal",), "Código de local: lo dicen %(n)s de %(all)s filas que se usan."),
}
_MISSED: Mapping[str, str] = {
    "nivel": "nivel", "rurality": "ruralidad", "students": "estudiantes", "power": "energía", "coverage": "cobertura",
    "internet": "internet", "languages": "lenguas", "altitud_m": "altitud", "lat": "latitud", "lon": "longitud",
}  # fmt: skip
"""What a plan looks at, in the words of a heading; without it what is known stays as it is."""

_OF_A_COUNT = frozenset({"codlocal", "students", "served", "nivel", "ubigeo", "distrito", "codooii", "iged"})
"""What is read of a table that is no listing of services."""


def recognised(table: Table, assumed: Assumed, refused: Iterable[BadRow]) -> tuple[Sentence, ...]:
    """Return which columns were read and which not, and of each how many cells of the rows that are used say what."""
    has = set(table.columns)
    said = [*_columns(table, has)]
    if not assumed.used:
        return (*said, *_reasons(refused))
    for name, (columns, template) in _WORDS.items():
        if has.intersection(columns):
            said.append(Sentence(template, {"counts": counts(assumed.said[name])}))
    for name, (columns, template) in _FIGURES.items():
        if has.issuperset(columns) and name in assumed.said:
            known = assumed.said[name].total() - assumed.said[name][""]
            said.append(Sentence(template, {"n": known, "all": assumed.used}))
    return (*said, *_reasons(refused))


def _columns(table: Table, has: set[str]) -> Iterable[Sentence]:
    used = has if "cod_mod" in has else has & _OF_A_COUNT
    read = [table.spelt.get(name, name).strip() for name in table.columns if name in used]
    yield Sentence("Columnas que se leyeron: %(names)s.", {"names": ", ".join(read)})
    idle = [table.spelt.get(name, name).strip() for name in table.columns if name not in used]
    if unread := [*idle, *table.unread]:
        yield Sentence("Columnas que no se usan: %(names)s.", {"names": ", ".join(unread)})
    missed = [words for name, words in _MISSED.items() if name not in has and not _told_otherwise(name, has)]
    # A count of pupils or a table of districts has one thing to say.
    if missed and "cod_mod" in has:
        told = "Columnas que no trae, y quedan como están: %(names)s."
        yield Sentence(told, {"names": ", ".join(missed)})


def _told_otherwise(name: str, has: set[str]) -> bool:
    return any(name in names and has.intersection(names) for names, _ in _WORDS.values())


def counts(said: Mapping[str, int]) -> str:
    """
    Return how many say what, the most first, and last how many say nothing.

    >>> counts({"red": 2, "quy": 1, "es": 1, "": 1})
    'red 2, es 1, quy 1, sin dato 1'
    """
    found = {word: n for word, n in said.items() if word}
    last = said.get("", 0)
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    listed = [f"{word} {n:,}" for word, n in ranked[:_SHOWN_VALUES]]
    listed += [f"… y {len(ranked) - _SHOWN_VALUES} valores más"] if len(ranked) > _SHOWN_VALUES else []
    return ", ".join(listed + ([f"{_NOT_SAID} {last:,}"] if last or not listed else []))


def _reasons(refused: Iterable[BadRow]) -> Iterable[Sentence]:
    """Tell what was not understood in several lines, the most frequent first."""
    by_reason = Counter(one.why for one in refused)
    problems: Mapping[str, Value] = {one.why: one.problem for one in refused}
    for why, n in by_reason.most_common(_SHOWN_REASONS):
        if n > 1:
            yield Sentence("En %(n)s líneas: %(why)s", {"n": n, "why": problems[why]})
