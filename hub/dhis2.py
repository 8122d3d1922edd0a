"""What a DHIS2 takes in (``dataValueSets``): figures of schools by week or month, and nothing that tells of few."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from hub import dhis2_names, exporting
from hub.dhis2_names import Names
from hub.export_forms import UNWRITTEN
from hub.forecasting import origin_of
from hub.importers.taking import named
from hub.store import Store
from shared import os_errors
from shared.errors import BadInput, NotReady
from shared.school_year import Week, monday
from shared.sentences import N_, Sentence
from shared.whole import whole

_BATCH = 1_000
_OF_MONTHS: Mapping[str, str] = {
    "units": "sum", "unserved": "sum", "stockout_days": "sum", "peak_concurrent": "max", "learners": "max",
}  # fmt: skip
"""What of its weeks' figures a month's is: their sum, or the greatest of them."""
_INVENTED = "simulated"
SIMULATED = "simulado"
"""The comment of a value of which some was made up for a trial: who looks at it in DHIS2 reads so."""
_OF = ["school", "resource", "period"]
_AT_ONCE = 200_000
"""Rows of weeks that are read before they are summed up."""
NO_NAMES = N_("Todavía no se sabe cómo se llama nada en DHIS2. Impórtelo con «chasqui-hub import dhis2», y repita.")
_GIVEN = N_("Valores: %(values)s, de %(periods)s períodos. Quedan fuera, por ser de pocos o no saberse: %(hidden)s.")
_SIMULATED = N_(
    "Valores simulados: %(values)s. No son uso de verdad: llevan el comentario «%(word)s», y un DHIS2 en servicio no "
    "los debe recibir."
)
_NO_ELEMENT = N_("Recursos sin elemento de datos en DHIS2, que no van: %(names)s.")
_NO_UNIT = N_("Escuelas sin unidad en DHIS2, que no van: %(names)s.")


class By(StrEnum):
    """Of what a value is."""

    WEEK = "week"
    MONTH = "month"


class DataValue(msgspec.Struct, forbid_unknown_fields=True, rename="camel", omit_defaults=True):
    """One figure of one school."""

    data_element: str
    period: str
    """``2026W1``, ``2026W41`` or ``202610``."""
    org_unit: str
    value: str
    comment: str = ""
    """``simulado`` where some of it was made up for a trial."""


class DataValues(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """What ``POST /api/dataValueSets`` of a DHIS2 takes in."""

    data_values: list[DataValue]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: of weeks or months, and from which on."""

    by: By = By.WEEK
    since: date | None = None


@dataclass(slots=True)
class Tally:
    """What was given and what was not, counted as it is read."""

    values: int = 0
    hidden: int = 0
    """Values that few learners would be known by, or that nobody told."""
    simulated: int = 0
    """Values of which some was made up for a trial."""
    periods: set[str] = field(default_factory=set)
    resources: Counter[str] = field(default_factory=Counter)
    """Resources of which DHIS2 knows no data element: in how many weeks of schools they were used."""
    schools: set[str] = field(default_factory=set)
    """Schools for which DHIS2 has no organisation unit."""

    def told(self) -> dict[str, object]:
        """Return it for a program."""
        return {
            "values": self.values, "hidden": self.hidden, "simulated": self.simulated, "periods": sorted(self.periods),
            "resources": dict(self.resources), "schools": sorted(self.schools),
        }  # fmt: skip

    def warning(self) -> Sentence | None:
        """Say that not all of it is real, where it is so."""
        return Sentence(_SIMULATED, {"values": self.simulated, "word": SIMULATED}) if self.simulated else None

    def sentences(self) -> list[Sentence]:
        """Return it in words."""
        counts = {"values": self.values, "periods": len(self.periods), "hidden": self.hidden}
        said = ((_NO_ELEMENT, sorted(self.resources)), (_NO_UNIT, sorted(self.schools)))
        return [Sentence(_GIVEN, counts), *(Sentence(words, {"names": named(some)}) for words, some in said if some)]


def values(store: Store, asked: Asked, tally: Tally) -> Iterator[DataValue]:
    """
    Give the region's data values one by one; *tally* says at the end what was left out.

    Raises:
        NotReady: Nobody imported what things are called in DHIS2, or ``weekly_demand`` was not computed yet.
    """
    names = dhis2_names.current(store)
    if names is None:
        raise NotReady(NO_NAMES)
    return data_values(exporting.report(store, "weekly_demand").rows, names, asked, origin_of(store), tally)


def as_json(some: Iterable[DataValue]) -> Iterator[bytes]:
    """
    Give data values as DHIS2 reads them, bit by bit.

    >>> b"".join(as_json([DataValue("fbfJHSPpUQD", "2026W1", "DiszpKrYNg8", "12")]))
    b'{"dataValues":[{"dataElement":"fbfJHSPpUQD","period":"2026W1","orgUnit":"DiszpKrYNg8","value":"12"}]}'
    """
    rows, between = iter(some), b""
    yield b'{"dataValues":['
    while batch := list(islice(rows, _BATCH)):
        yield between + msgspec.json.encode(batch)[1:-1]
        between = b","
    yield b"]}"


def write(some: Iterable[DataValue], file: Path | None) -> None:
    """
    Write data values into *file*, or only read them all where it is None; a file of before stays until this one is.

    Raises:
        BadInput: It cannot be written.
    """
    if file is None:
        deque(some, maxlen=0)
        return
    try:
        with whole(file) as part:
            part.writelines(as_json(some))
    except OSError as error:
        raise BadInput(UNWRITTEN, file=file, reason=os_errors.reason(error)) from error


def data_values(
    rows: Iterable[pa.RecordBatch], names: Names, asked: Asked, last: Week, tally: Tally
) -> Iterator[DataValue]:
    """Give the values of *rows* of ``weekly_demand``, of periods that are over at the end of the week *last*."""
    known = (_known(batch, names, asked, monday(last), tally) for batch in rows)
    for table in _months(known) if asked.by is By.MONTH else known:
        for row in table.to_pylist():
            yield from _values(row, names, tally)


def period_of(week: date, by: By) -> str:
    """
    Return what DHIS2 calls the week that begins on a Monday, or the month that has most of it.

    >>> period_of(date(2025, 12, 29), By.WEEK), period_of(date(2026, 10, 5), By.WEEK)
    ('2026W1', '2026W41')
    >>> period_of(date(2025, 12, 29), By.MONTH), period_of(date(2026, 9, 28), By.MONTH)
    ('202601', '202610')
    """
    thursday = week + timedelta(days=3)
    year, number, _ = thursday.isocalendar()
    # Numbers of weeks are not padded there: 2026W01 is no period.
    return f"{year}W{number}" if by is By.WEEK else f"{thursday:%Y%m}"


def is_wanted(week: date, asked: Asked, last: date) -> bool:
    """
    Tell whether the period of a week is over when the week of *last* is, and not before what is asked for.

    >>> october, last = Asked(By.MONTH, date(2026, 10, 15)), date(2026, 10, 26)
    >>> [is_wanted(day, october, last) for day in (date(2026, 9, 21), date(2026, 9, 28), date(2026, 10, 26))]
    [False, True, True]
    >>> is_wanted(date(2026, 9, 28), october, date(2026, 10, 19))
    False
    """
    if asked.by is By.WEEK:
        return week <= last and (asked.since is None or week + timedelta(days=6) >= asked.since)
    month = period_of(week, By.MONTH)
    is_over = month < period_of(last + timedelta(days=7), By.MONTH)
    return is_over and (asked.since is None or month >= f"{asked.since:%Y%m}")


def _known(rows: pa.RecordBatch, names: Names, asked: Asked, last: date, tally: Tally) -> pa.Table:
    """Return the rows of periods that are wanted and of what DHIS2 knows, with their period; count the others."""
    weeks = rows["week"].dictionary_encode()
    days = weeks.dictionary.to_pylist()
    wanted = pa.array([is_wanted(day, asked, last) for day in days], pa.bool_()).take(weeks.indices)
    periods = pa.array([period_of(day, asked.by) for day in days], pa.string()).take(weeks.indices)
    same = {name: rows[name] for name in ("school", "resource", *_OF_MONTHS)}
    invented = pc.fill_null(pc.starts_with(rows["source"], _INVENTED), fill_value=False)
    table = pa.table({**same, "period": periods, _INVENTED: invented})
    table = table.select([*_OF, *_OF_MONTHS, _INVENTED]).filter(wanted)
    told = pc.is_in(table["resource"], pa.array(sorted(names.elements), pa.string()))
    here = pc.is_in(table["school"], pa.array(sorted(names.units), pa.string()))
    tally.resources.update(table["resource"].filter(pc.invert(told)).to_pylist())
    tally.schools.update(table["school"].filter(pc.invert(here)).unique().to_pylist())
    return table.filter(pc.and_(told, here))


def _months(weeks: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Give the months of schools, a few rows at a time; the weeks are summed up as they come, and not kept."""
    held, read = pa.table({}), list[pa.Table]()
    for one in weeks:
        read.append(one)
        if sum(map(len, read)) > max(_AT_ONCE, len(held) // 2):
            held, read = _summed([held, *read]), []
    if read or len(held):
        held = _summed([held, *read]).sort_by([(name, "ascending") for name in _OF])
    for batch in held.to_batches(_BATCH):
        yield pa.table(batch)


def _summed(parts: Sequence[pa.Table]) -> pa.Table:
    """
    Return one row of each month of a school and a resource, of weeks and of months that were summed up before.

    A figure that one of them does not tell, the month does not tell.
    """
    unknown = pc.CountOptions(mode="only_null")
    asked = [*_OF_MONTHS.items(), (_INVENTED, "max"), *((name, "count", unknown) for name in _OF_MONTHS)]
    table = pa.concat_tables([one for one in parts if one.num_columns])
    found = table.group_by(_OF, use_threads=False).aggregate(asked)
    told = {
        name: pc.if_else(pc.equal(found[f"{name}_count"], 0), found[f"{name}_{how}"], None)
        for name, how in _OF_MONTHS.items()
    }
    return pa.table({**{name: found[name] for name in _OF}, **told, _INVENTED: found[f"{_INVENTED}_max"]})


def _values(row: Mapping[str, Any], names: Names, tally: Tally) -> Iterator[DataValue]:
    unit, comment = names.units[row["school"]], SIMULATED if row[_INVENTED] else ""
    for measure, element in names.elements[row["resource"]].items():
        if row[measure] is None:
            tally.hidden += 1
            continue
        tally.values += 1
        tally.simulated += bool(comment)
        tally.periods.add(row["period"])
        yield DataValue(element, row["period"], unit, str(row[measure]), comment)
