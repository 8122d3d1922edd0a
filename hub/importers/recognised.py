"""What was understood of a listing, for whoever decides whether it may go in: its columns, and how many say what."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from hub.region_rows import School
from shared.errors import BadRow
from shared.sentences import Sentence, Value
from shared.tabular import Table

_SHOWN_VALUES = 12
_SHOWN_REASONS = 5
_NOT_SAID = "sin dato"

Say = Callable[[School], Sequence[str]]
"""What a school says in a column of words: nothing, one or several."""


def _yes_no(value: bool | None) -> Sequence[str]:
    return () if value is None else ("sí" if value else "no",)


def _one(text: str) -> Sequence[str]:
    return (text,) if text else ()


_WORDS: Mapping[tuple[str, ...], tuple[str, Say]] = {
    ("nivel", "niv_mod"): ("Nivel: %(counts)s.", lambda one: _one(one.level)),
    ("gestion_texto", "gestion"): ("Gestión: %(counts)s.", lambda one: _one(one.management)),
    ("ugel", "codooii"): ("UGEL: %(counts)s.", lambda one: _one(one.ugel)),
    ("rurality", "area_censo", "cp_cercano_tipo"): ("Ruralidad: %(counts)s.", lambda one: _one(one.rurality)),
    ("power",): ("Energía: %(counts)s.", lambda one: (one.power.value,)),
    ("coverage",): ("Cobertura: %(counts)s.", lambda one: _yes_no(one.coverage)),
    ("internet",): ("Internet: %(counts)s.", lambda one: _yes_no(one.internet)),
    ("languages",): ("Lenguas: %(counts)s.", lambda one: one.languages),
}
_FIGURES: Mapping[tuple[str, ...], tuple[str, Callable[[School], object]]] = {
    ("students",): ("Estudiantes: lo dicen %(n)s de %(all)s escuelas.", lambda one: one.students),
    ("altitud_m",): ("Altitud: la dicen %(n)s de %(all)s escuelas.", lambda one: one.altitude_m),
    ("lat", "lon"): ("Ubicación en el mapa: la dicen %(n)s de %(all)s escuelas.", lambda one: one.lat),
    ("ubigeo",): ("Distrito (ubigeo): lo dicen %(n)s de %(all)s escuelas.", lambda one: one.ubigeo or None),
}
_MISSED: Mapping[str, str] = {
    "nivel": "nivel", "rurality": "ruralidad", "students": "estudiantes", "power": "energía", "coverage": "cobertura",
    "internet": "internet", "languages": "lenguas", "altitud_m": "altitud", "lat": "latitud", "lon": "longitud",
}  # fmt: skip
"""What a plan looks at, in the words of a heading; without it what is known stays as it is."""


def recognised(table: Table, schools: Sequence[School], refused: Iterable[BadRow]) -> tuple[Sentence, ...]:
    """Return which columns were read and which not, and of each how many schools will say what."""
    has = set(table.columns)
    said = [*_columns(table, has)]
    if not schools:
        return (*said, *_reasons(refused))
    for names, (template, words) in _WORDS.items():
        if has.intersection(names):
            said.append(Sentence(template, {"counts": counts(words(one) for one in schools)}))
    for names, (template, figure) in _FIGURES.items():
        if has.issuperset(names):
            known = sum(figure(one) is not None for one in schools)
            said.append(Sentence(template, {"n": known, "all": len(schools)}))
    return (*said, *_reasons(refused))


def _columns(table: Table, has: set[str]) -> Iterable[Sentence]:
    read = [table.spelt.get(name, name).strip() for name in table.columns]
    yield Sentence("Columnas que se leyeron: %(names)s.", {"names": ", ".join(read)})
    if table.unread:
        yield Sentence("Columnas que no se usan: %(names)s.", {"names": ", ".join(table.unread)})
    missed = [words for name, words in _MISSED.items() if name not in has and not _told_otherwise(name, has)]
    # A count of pupils or a table of districts has one thing to say.
    if missed and "name" in has:
        told = "Columnas que no trae, y quedan como están: %(names)s."
        yield Sentence(told, {"names": ", ".join(missed)})


def _told_otherwise(name: str, has: set[str]) -> bool:
    return any(name in names and has.intersection(names) for names in _WORDS)


def counts(said: Iterable[Sequence[str]]) -> str:
    """
    Return how many say what, the most first; of several words each counts.

    >>> counts([("red",), ("quy", "es"), ("red",), ()])
    'red 2, es 1, quy 1, sin dato 1'
    """
    found = Counter(word for words in said for word in (words or (_NOT_SAID,)))
    last = found.pop(_NOT_SAID, 0)
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
