"""What an import did, or would do: counts, lines refused with their reason, what was assumed, the first rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import msgspec

from shared.differing import Fate, RowChange
from shared.errors import BadRow
from shared.sentences import N_, Sentence, Value

SHOWN = 20
KEPT = 200
"""Refused lines that a report keeps with their reason: a file of the wrong kind has as many as it has rows."""
PREVIEWED = 5
_LINE = 200
_SPOKEN: Mapping[str, str] = {
    "line": "línea", "day": "día", "week": "semana", "resource": "recurso", "units": "cantidad", "peak": "a la vez",
    "learners": "estudiantes", "students": "estudiantes", "whole_week": "semana completa", "seconds": "segundos",
    "progress_pct": "avance (%)", "role": "rol", "classes": "aulas", "school": "servicio", "site": "local",
    "name": "nombre", "level": "nivel", "management": "gestión", "rurality": "ruralidad", "district": "distrito",
    "power": "energía", "coverage": "cobertura", "depot": "almacén", "source": "origen", "languages": "lenguas",
    "altitude_m": "altitud", "area": "área", "channel": "canal", "content": "contenido", "as_of": "al",
    "lat": "latitud", "lon": "longitud", "zone": "ruta", "weight_kg": "kg", "volume_l": "litros", "soles": "S/",
    "trip_cost": "viaje S/", "cost": "S/ por unidad",
    "imported": "importado",
    "learner": "estudiante", "teacher": "docente", "coordinator": "coordinación", "it": "soporte",
}  # fmt: skip
"""Our names in the words of whoever reads a preview in a terminal."""
_NOTHING = (None, "", ())
_FATES: Mapping[Fate, str] = {
    Fate.NEW: N_("Nuevo: %(row)s"),
    Fate.CHANGED: N_("Cambia: %(row)s"),
    Fate.GONE: N_("Se quita: %(row)s"),
    Fate.ABSENT: N_("No está en el archivo y sigue como está: %(row)s"),
}


class Outcome(StrEnum):
    """Whether what could be used was written."""

    WRITTEN = "written"
    TRIED = "tried"
    """Only looked at: nothing was written because nobody asked for it."""
    HELD = "held"
    """Lines were refused and nobody accepted to go without them: nothing was written."""


def outcome(refused: Sequence[BadRow], *, good: int, dry_run: bool, accept: bool) -> Outcome:
    """
    Decide whether an import may write: all of a sound file, what is sound of another only where that was accepted.

    >>> bad = [BadRow(4, "falta el nombre")]
    >>> [outcome(bad, good=good, dry_run=False, accept=yes).value for good, yes in ((9, False), (9, True), (0, True))]
    ['held', 'written', 'held']
    """
    if dry_run:
        return Outcome.TRIED
    return Outcome.HELD if refused and not (accept and good) else Outcome.WRITTEN


@dataclass(frozen=True, slots=True)
class Imported:
    """Counts of rows; without writing, ``added`` and ``changed`` say what would be."""

    read: int
    """Rows of the file, those refused among them."""
    added: int
    changed: int = 0
    refused: tuple[BadRow, ...] = ()
    notes: tuple[Sentence, ...] = ()
    """What was put right, assumed or left out."""
    preview: tuple[Mapping[str, object], ...] = field(default=())
    """The first rows as they are stored."""
    outcome: Outcome = Outcome.WRITTEN
    skipped: int = 0
    """Rows that are sound and not for here; ``notes`` says why."""
    recognised: tuple[Sentence, ...] = ()
    """In a preview, which columns were read and how many rows say what."""
    refused_count: int = 0
    """All that were refused, those among them that are not kept."""
    changes: tuple[RowChange, ...] = ()
    """In what the file differs from what was known, row by row, where the importer tells it."""

    def __post_init__(self) -> None:
        # Frozen, so set around it: this is the one place that every report goes through.
        object.__setattr__(self, "refused_count", max(self.refused_count, len(self.refused)))
        object.__setattr__(self, "refused", self.refused[:KEPT])

    @property
    def known(self) -> int:
        """Rows that were there already, just so."""
        return self.read - self.added - self.changed - self.skipped - self.refused_count

    @property
    def failed(self) -> bool:
        """Tell whether a command must say so to who called it: nothing came in that was meant to, or could."""
        return self.outcome is Outcome.HELD or 0 < self.read == self.refused_count

    def would_fail(self, *, accept: bool) -> bool:
        """
        Tell whether a command ends as failed: one that only tries ends as it would in earnest.

        >>> tried = Imported(3, 2, refused=(BadRow(4, "falta el nombre"),), outcome=Outcome.TRIED)
        >>> tried.would_fail(accept=False), tried.would_fail(accept=True)
        (True, False)
        """
        return self.failed or (self.outcome is Outcome.TRIED and self.refused_count > 0 and not accept)

    def sentences(self) -> list[Sentence]:
        """
        Return the report in whole sentences, for a page in any language.

        >>> done = Imported(3, 1, refused=(BadRow(4, "la hora no se entiende"),), outcome=Outcome.HELD)
        >>> for sentence in done.sentences():
        ...     print(sentence.text())
        Filas leídas: 3. Nuevas: 1. Cambiadas: 0. Sin cambio: 1. Rechazadas: 1.
          Línea 4: la hora no se entiende
        No se guardó nada. Corrija esas líneas y repita, o repita con --accept para importar las demás sin ellas.
        """
        counts: dict[str, Value] = {
            "read": self.read,
            "added": self.added,
            "changed": self.changed,
            "known": self.known,
            "refused": self.refused_count,
        }
        words = (
            "Filas leídas: %(read)s. Nuevas: %(added)s. Cambiadas: %(changed)s. Sin cambio: %(known)s. "
            "Rechazadas: %(refused)s."
        )
        said = [Sentence(words, counts)]
        if self.skipped:
            said.append(Sentence("Dejadas fuera: %(skipped)s.", {"skipped": self.skipped}))
        said += [Sentence("  %(row)s", {"row": row.said}) for row in self.refused[:SHOWN]]
        if self.refused_count > SHOWN:
            said.append(Sentence("  … y %(more)s más.", {"more": self.refused_count - SHOWN}))
        said += (*self.notes, *self.recognised)
        if self.preview and self.outcome is not Outcome.WRITTEN:
            said.append(Sentence("Así quedarían las primeras filas:"))
            said += [Sentence("  %(row)s", {"row": _line(row)}) for row in self.preview]
        if self.changes and self.outcome is not Outcome.WRITTEN:
            said += self._differences()
        return [*said, *self._ending()]

    def _ending(self) -> list[Sentence]:
        if not self.read:
            return [Sentence("El archivo no trae ninguna fila que importar: elija otro, o revise su cabecera.")]
        if self.outcome is Outcome.TRIED:
            return [Sentence("Solo se revisó: nada se guardó.")]
        if self.outcome is not Outcome.HELD:
            return []
        if self.read == self.refused_count:
            return [Sentence("No se guardó nada: ninguna fila se puede usar. Corrija el archivo y repita.")]
        return [
            Sentence(
                "No se guardó nada. Corrija esas líneas y repita, o repita con --accept para importar las demás sin "
                "ellas."
            )
        ]

    def _differences(self) -> Iterator[Sentence]:
        yield Sentence("Diferencia con lo que la región tiene:")
        yield from (Sentence("  %(row)s", {"row": _change(one)}) for one in self.changes[:SHOWN])
        if len(self.changes) > SHOWN:
            yield Sentence("  … y %(more)s más.", {"more": len(self.changes) - SHOWN})

    def words(self, gettext: Callable[[str], str] = str) -> str:
        """Return the report for a terminal."""
        return "\n".join(sentence.text(gettext) for sentence in self.sentences())

    def fields(self) -> dict[str, Any]:
        """Return the report as it goes into JSON; ``next`` says what to do, where there is something."""
        return {
            "read": self.read,
            "added": self.added,
            "changed": self.changed,
            "known": self.known,
            "skipped": self.skipped,
            "refused_count": self.refused_count,
            "refused": [{"line": row.line, "why": row.why} for row in self.refused],
            "notes": [note.text() for note in self.notes],
            "recognised": [one.text() for one in self.recognised],
            "preview": [dict(row) for row in self.preview],
            "changes": [msgspec.to_builtins(one) for one in self.changes],
            "written": self.outcome is Outcome.WRITTEN,
            "outcome": self.outcome.value,
            "next": " ".join(sentence.text() for sentence in self._ending()),
        }


def _spoken(name: str) -> str:
    return _SPOKEN.get(name, name)


def _value(value: object) -> str:
    """
    Return a cell as it is read.

    >>> [_value(one) for one in (True, ("que", "es"), 3, "learner")]
    ['sí', 'que, es', '3', 'estudiante']
    """
    match value:
        case None | "" | ():
            return "—"
        case bool():
            return "sí" if value else "no"
        case tuple() | list():
            return ", ".join(map(str, value))
        case _:
            return _spoken(str(value))


def _change(one: RowChange) -> Sentence:
    fields = "; ".join(
        f"{_spoken(field.name)} {_value(field.before)} → {_value(field.after)}"
        if one.fate is Fate.CHANGED
        else f"{_spoken(field.name)} {_value(field.after)}"
        for field in one.fields
        if one.fate is not Fate.GONE and (one.fate is Fate.CHANGED or field.after not in _NOTHING)
    )
    said = f"{one.key} {one.label}".strip() + (f": {fields}" if fields else "")
    return Sentence(_FATES[one.fate], {"row": said if len(said) <= _LINE else said[: _LINE - 1] + "…"})


def _line(row: Mapping[str, object]) -> str:
    said = " · ".join(f"{_spoken(name)} {_value(value)}" for name, value in row.items() if value not in _NOTHING)
    return said if len(said) <= _LINE else said[: _LINE - 1] + "…"
