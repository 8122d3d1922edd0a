"""What was understood of a listing, for whoever decides whether it may go in: its columns, and how many say what."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from hub.importers.cells import Assumed
from shared.errors import BadRow
from shared.sentences import N_, Sentence, Value
from shared.tabular import Table

_SHOWN_VALUES = 12
_SHOWN_REASONS = 5

_WORDS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "nivel": (("nivel", "niv_mod"), N_("Nivel: %(counts)s.")),
    "gestion": (("gestion_texto", "gestion"), N_("Gestión: %(counts)s.")),
    "ugel": (("ugel", "codooii"), N_("UGEL: %(counts)s.")),
    "rurality": (("rurality", "area_censo", "cp_cercano_tipo"), N_("Ruralidad: %(counts)s.")),
    "power": (("power",), N_("Energía: %(counts)s.")),
    "coverage": (("coverage",), N_("Cobertura: %(counts)s.")),
    "internet": (("internet",), N_("Internet: %(counts)s.")),
    "languages": (("languages",), N_("Lenguas: %(counts)s.")),
}
"""By what the cells are read as: the columns that say it, and the sentence that counts the words."""
_FIGURES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "students": (("students",), N_("Estudiantes: los dicen %(n)s de %(all)s filas que se usan.")),
    "served": (("served",), N_("Usuarios: los dicen %(n)s de %(all)s filas que se usan.")),
    "altitud_m": (("altitud_m",), N_("Altitud: la dicen %(n)s de %(all)s filas que se usan.")),
    "place": (("lat", "lon"), N_("Ubicación en el mapa: la dicen %(n)s de %(all)s filas que se usan.")),
    "ubigeo": (("ubigeo",), N_("Distrito (ubigeo): lo dicen %(n)s de %(all)s filas que se usan.")),
    "codlocal": (("codlocal",), N_("Código de local: lo dicen %(n)s de %(all)s filas que se usan.")),
}
_MISSED: Mapping[str, str] = {
    "nivel": N_("nivel"), "rurality": N_("ruralidad"), "students": N_("estudiantes"), "power": N_("energía"),
    "coverage": N_("cobertura"), "internet": "internet", "languages": N_("lenguas"), "altitud_m": N_("altitud"),
    "lat": N_("latitud"), "lon": N_("longitud"),
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
        yield Sentence(told, {"names": listed(missed)})


def listed(words: Sequence[str | Sentence]) -> Sentence:
    """
    Return words as a list in a sentence, each to be translated by itself.

    >>> english = {"nivel": "level", "lenguas": "languages"}
    >>> listed(["nivel", "lenguas"]).text(lambda word: english.get(word, word))
    'level, languages'
    """
    said = {f"n{number}": one if isinstance(one, Sentence) else Sentence(one) for number, one in enumerate(words)}
    return Sentence(", ".join(f"%({name})s" for name in said), said)


def _told_otherwise(name: str, has: set[str]) -> bool:
    return any(name in names and has.intersection(names) for names, _ in _WORDS.values())


def counts(said: Mapping[str, int]) -> Sentence:
    """
    Return how many say what, the most first, and last how many say nothing.

    >>> counts({"red": 2, "quy": 1, "es": 1, "": 1}).text()
    'red 2, es 1, quy 1, sin dato 1'
    """
    found = {word: n for word, n in said.items() if word}
    last = said.get("", 0)
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    told: list[str | Sentence] = [f"{word} {n:,}" for word, n in ranked[:_SHOWN_VALUES]]
    if len(ranked) > _SHOWN_VALUES:
        told.append(Sentence("… y %(n)s valores más", {"n": len(ranked) - _SHOWN_VALUES}))
    if last or not told:
        told.append(Sentence("sin dato %(n)s", {"n": f"{last:,}"}))
    return listed(told)


def _reasons(refused: Iterable[BadRow]) -> Iterable[Sentence]:
    """Tell what was not understood in several lines, the most frequent first."""
    by_reason = Counter(one.why for one in refused)
    problems: Mapping[str, Value] = {one.why: one.problem for one in refused}
    for why, n in by_reason.most_common(_SHOWN_REASONS):
        if n > 1:
            yield Sentence("En %(n)s líneas: %(why)s", {"n": n, "why": problems[why]})
