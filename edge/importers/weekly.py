"""Weekly totals of a paper register, kept in a spreadsheet: one row per week and resource."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from edge.importers.amounts import Amounts
from edge.importers.draft import Draft, FactIn, Kind
from edge.importers.headings import all_there, headings_of
from edge.importers.naming import ResourceNames
from edge.importers.place import Place, served_school
from edge.importers.sums import Sums, is_sum
from edge.importers.weeks import week_written
from edge.rows import WholeWeek
from shared.errors import BadInput, BadRow
from shared.facts import WeeklyTotal
from shared.ids import ResourceId, SchoolId
from shared.occurred import Occurred
from shared.resources import ResourceKind
from shared.school_year import Week, monday, week_of
from shared.sentences import Sentence
from shared.tabular import Column, Row, Table, check_day_first, says_nothing
from shared.tabular import day as day_written
from shared.tabular.names import key

SOURCE = "paper"
"""The source that weeks of a paper register are claimed by, from a file and from the page alike."""
COLUMNS = (
    Column("week", ("semana", "lunes", "fecha"), needed=True),
    Column("resource", ("recurso", "material", "recurso educativo"), needed=True),
    Column(
        "units",
        ("cantidad", "unidades", "usos", "total", "cantidad/unidades", "total usos", "total de usos", "uso", "veces"),
        needed=True,
    ),
    Column("learners", ("estudiantes", "alumnos")),
    Column("peak", ("máximo a la vez", "a la vez", "máximo")),
    Column("whole_week", ("semana completa", "toda la semana")),
    Column("school", ("servicio", "servicio educativo", "código modular y anexo", "escuela")),
    Column("class_name", ("aula", "sección", "cuaderno")),
)
_AMOUNTS = ("units", "learners", "peak")
_TEXTS = ("week", "resource", "school", "class_name")
_SPOKEN = {column.name: column.spoken for column in COLUMNS}
_YES = frozenset({"si", "yes", "true", "verdadero", "x", "1"})
_NO = frozenset({"", "no", "false", "falso", "0"})

Cell = tuple[SchoolId, ResourceId, Week]


def is_weekly(table: Table) -> bool:
    """Tell whether these are the columns of weekly totals."""
    return all_there(table, COLUMNS)


def read_weekly(table: Table, place: Place) -> Draft:
    """
    Read weekly totals. A blank quantity was not written down; a nought was.

    Raises:
        BadInput: There is no catalogue yet to tell resources by.
        BadRow: A column is missing, or there twice.
    """
    names = headings_of(table, COLUMNS)
    dates = check_day_first((row[names["week"]] for row in table.rows), table.spelt.get("week", _SPOKEN["week"]))
    if not place.resources:
        raise BadInput("Todavía no llegó el catálogo de la región: envíe o lleve el USB una vez, y repita.")
    facts, refused, blank = [], list(table.refused), 0
    first: dict[Cell, FactIn] = {}
    resources, sums = ResourceNames(place.resources), Sums()
    amounts = Amounts(table, {name: names[name] for name in _AMOUNTS if name in names}, _SPOKEN)
    for row in table.rows:
        row = Row(row.line, {name: row[names[name]].strip() for name in names})
        if says_nothing(row["units"]):
            blank += 1
            continue
        try:
            known = row["resource"] in resources
            units = amounts.read(row.line, "units", row["units"]) or 0
            if is_sum(row[name] for name in _TEXTS if not known or name != "resource"):
                sums.take(row.line, units, key(row["resource"]) if known else "")
                continue
            sums.add(key(row["resource"]), units)
            facts.append(_agreeing(_total(row, units, place, resources, amounts), first))
        except BadRow as error:
            refused.append(error)
    notes = (
        *table.notes,
        *dates,
        *_notes(place, "whole_week" in names, blank),
        *sums.notes(),
        *amounts.notes(),
        *_alike(facts),
        *_peakless(facts, place),
    )
    return Draft(Kind.WEEKLY, len(facts) + len(refused), _numbered(facts), refused=tuple(refused), notes=notes)


def new_totals(
    rows: Sequence[FactIn], standing: Mapping[Cell, WholeWeek], known: Collection[str], stamp: int
) -> tuple[list[FactIn], list[Sentence]]:
    """
    Return the totals that would change what stands, and what to say of those that would not.

    A total of a whole week corrects the one before; going back to an earlier one is a correction too, so its identity
    is told apart by *stamp*. A part adds to its week, and is known by its identity.
    """
    found: dict[str, FactIn] = {}
    covered = 0
    for row in rows:
        fact, cell = _fact(row), cell_of(row)
        whole = standing.get(cell)
        if not fact.whole_week:
            covered += whole is not None
            if whole is None and row.identity not in known:
                found[row.identity] = row
        elif whole is None or not _stands(fact, whole):
            identity = f"{row.identity}\tagain {stamp}" if row.identity in known else row.identity
            found[identity] = replace(row, identity=identity)
    told = "Partes de semanas que ya están anotadas enteras: %(n)s. No se suman."
    return list(found.values()), [Sentence(told, {"n": covered})] if covered else []


def cell_of(row: FactIn) -> Cell:
    """Return the school, resource and week that a total is of."""
    fact = _fact(row)
    return fact.school, fact.resource, row.occurred.week()


def _stands(fact: WeeklyTotal, whole: WholeWeek) -> bool:
    return (fact.units, fact.learners or 0, fact.peak) == (whole.units, whole.learners, whole.peak)


def _fact(row: FactIn) -> WeeklyTotal:
    assert isinstance(row.fact, WeeklyTotal)
    return row.fact


def _agreeing(row: FactIn, first: dict[Cell, FactIn]) -> FactIn:
    """Return the row where it does not contradict an earlier one of its week; parts may be many."""
    before = first.setdefault(cell_of(row), row)
    if before.identity != row.identity and (_fact(before).whole_week or _fact(row).whole_week):
        raise BadRow(
            row.line,
            "esa semana de ese recurso ya está en la línea %(line)s con otros datos, y una es la semana completa. "
            "Deje una sola.",
            line=before.line,
        )
    return row


def _total(row: Row, units: int, place: Place, resources: ResourceNames, amounts: Amounts) -> FactIn:
    try:
        week = week_written(row["week"])
    except BadInput as error:
        raise BadRow(row.line, error) from error
    if place.today is not None and week > week_of(place.today):
        raise BadRow(row.line, "la semana «%(week)s» todavía no llega.", week=row["week"][:30])
    fact = WeeklyTotal(
        school=served_school(row, place),
        resource=resources.find(row.line, row["resource"]),
        units=units,
        learners=amounts.read(row.line, "learners", row["learners"]),
        peak=amounts.read(row.line, "peak", row["peak"]),
        whole_week=_yes(row, place),
    )
    if (fact.peak or 0) > fact.units:
        raise BadRow(
            row.line,
            "a la vez se usaron %(peak)s y en toda la semana %(units)s: no puede ser. Revise las dos cantidades.",
            peak=fact.peak,
            units=fact.units,
        )
    said = (fact.units, fact.learners, fact.peak, fact.whole_week, key(row["class_name"]))
    day = _day_of(row["week"], week)
    # Two days of one week with alike quantities are two rows.
    when = str(week) if day == monday(week) else f"{week} {day}"
    identity = "\t".join(map(str, ("weekly", fact.school, fact.resource, when, *said)))
    return FactIn(row.line, fact, Occurred.in_week(week, SOURCE), identity, written=day)


def _day_of(text: str, week: Week) -> date:
    """
    Return the day of *week* that was written, its Monday where only the week was.

    >>> [str(_day_of(text, Week(2932))) for text in ("2026-W12", "16/03/2026", "17/03/2026")]
    ['2026-03-16', '2026-03-16', '2026-03-17']
    """
    try:
        day = day_written(text) or monday(week)
    except BadInput:
        day = monday(week)
    return day if week_of(day) == week else monday(week)


def _numbered(rows: Sequence[FactIn]) -> tuple[FactIn, ...]:
    """Tell apart equal rows, which are as many parts of a week: by their count, so that their order means nothing."""
    seen: Counter[str] = Counter()
    numbered = []
    for row in rows:
        at = seen[row.identity]
        seen[row.identity] += not _fact(row).whole_week
        numbered.append(replace(row, identity=f"{row.identity}\tn {at}") if at else row)
    return tuple(numbered)


def _alike(rows: Sequence[FactIn]) -> list[Sentence]:
    parts = [row.identity for row in rows if not _fact(row).whole_week]
    more = len(parts) - len(set(parts))
    told = "Filas iguales a otra del archivo: %(n)s. Cada una se suma; si alguna está de más, quítela y repita."
    return [Sentence(told, {"n": more})] if more else []


def _peakless(rows: Sequence[FactIn], place: Place) -> list[Sentence]:
    """Say which weeks will count as use only: how many were needed at once is not known, and not 0."""
    reusable = {one.id for one in place.resources if one.kind is ResourceKind.REUSABLE}
    facts = [fact for row in rows if (fact := _fact(row)).resource in reusable and fact.units and not fact.peak]
    told = (
        "Filas de equipos sin el máximo a la vez (columna peak): %(n)s. Se anotan solo como uso: "
        "no dicen cuántos hacen falta. Si lo sabe, complételo antes de aceptar."
    )
    return [Sentence(told, {"n": len(facts)})] if facts else []


def _yes(row: Row, place: Place) -> bool:
    if "whole_week" not in row.cells:
        return place.whole_week
    text = key(row["whole_week"])
    if text not in _YES | _NO:
        raise BadRow(row.line, "«%(text)s» no es sí ni no, en semana completa.", text=row["whole_week"][:20])
    return text in _YES


def _notes(place: Place, says_whole: bool, blank: int) -> list[Sentence]:
    notes = []
    if not says_whole and place.whole_week:
        notes.append(Sentence("Cada fila se toma como la semana completa: reemplaza lo anotado de esa semana."))
    elif not says_whole:
        told = (
            "No dice si es la semana completa: cada cantidad se suma a lo anotado de su semana, "
            "salvo que esa semana ya esté anotada entera."
        )
        notes.append(Sentence(told))
    if blank:
        notes.append(Sentence("Filas sin cantidad: %(n)s. No se anotan; un 0 sí.", {"n": blank}))
    return notes
