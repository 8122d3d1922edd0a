"""A listing of educational services, the ministry's Padrón or a region's: a row is a school."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from hub.importers.cells import Assumed, Cells
from hub.importers.columns import LEVELS, MANAGEMENT
from hub.region_rows import School
from shared.errors import BadIdentifier, BadInput, BadRow
from shared.ids import SchoolId, school_id, site_id
from shared.sentences import N_, Sentence
from shared.tabular import Mark, Row, Table
from shared.tabular.codes import COD_MOD, CODLOCAL, UBIGEO, UGEL, restored
from shared.tabular.names import key

_JOINED = re.compile(r"([0-9]{1,7})-([0-9])")
_GONE = re.compile(r"inactiv|cerrad|reces|suspend|elimin|baja|clausur")
_MADE_UP = ("students", "power", "coverage", "internet", "rurality", "languages")
_DEPARTMENTS = 25


@dataclass(frozen=True, slots=True)
class Change:
    """What a file says of schools: each as it is to be, and the rows that say nothing."""

    schools: list[School]
    read: int
    refused: list[BadRow]
    notes: list[Sentence]
    assumed: Assumed
    """What its cells say, as they were read."""
    skipped: int = 0
    lists_all: bool = False
    """It is a listing of services: of its UGELs (and of the *ubigeo* that was asked for) it names every one."""
    ubigeo: str = ""


def read_listing(table: Table, known: Mapping[SchoolId, School], asked: Mark | None, ubigeo: str = "") -> Change:
    """
    Return the schools of a listing over what is *known*; with *ubigeo*, only those whose code begins so.

    Raises:
        BadInput: A column of numbers can be read in two ways.
    """
    reading = _Listing(known, Assumed(table, asked), ubigeo)
    for row in table.rows:
        reading.take(row)
    return reading.change(len(table.rows))


class _Listing:
    """The schools of a listing so far."""

    def __init__(self, known: Mapping[SchoolId, School], assumed: Assumed, ubigeo: str) -> None:
        self._known, self._assumed, self._ubigeo = known, assumed, ubigeo
        self._good: dict[SchoolId, tuple[int, School]] = {}
        self._refused: list[BadRow] = []
        self._closed: list[SchoolId] = []
        self._skipped = 0

    def take(self, row: Row) -> None:
        """Read a row as a school, or say why it is none."""
        cells = Cells(row, self._assumed)
        try:
            if is_elsewhere(cells, self._ubigeo, self._assumed) or self._is_closed(cells):
                self._skipped += 1
                return
            school = read_school(cells, self._known, self._assumed)
            line, before = self._good.setdefault(school.id, (row.line, school))
            if before != school:
                raise BadRow(
                    row.line,
                    "el servicio %(school)s ya está en la línea %(other)s con otros datos. Deje una de las dos",
                    school=school.id,
                    other=line,
                )
        except BadRow as error:
            self._refused.append(error)
            return
        if line == row.line:
            self._assumed.use(cells)
        else:
            self._skipped += 1
            self._assumed.count(N_("Filas repetidas, iguales a otra: %(rows)s."), row.line)

    def _is_closed(self, cells: Cells) -> bool:
        state = key(cells.known("estado").removesuffix(".0"))
        if state in ("", "1") or not (state.isdigit() or _GONE.match(state)):
            return False
        school = _id(cells, self._assumed)
        if school in self._known:
            self._closed.append(school)
        self._assumed.count(N_("Servicios inactivos que no se importaron: %(rows)s."), cells.line)
        return True

    def change(self, read: int) -> Change:
        """Return what was read."""
        notes = self._assumed.notes()
        if self._closed:
            words = "La región tiene escuelas que el listado da por inactivas, y siguen como están: %(schools)s."
            more = "…" if len(self._closed) > 10 else ""
            notes.append(Sentence(words, {"schools": ", ".join(self._closed[:10]) + more}))
        schools = [school for _, school in self._good.values()]
        return Change(schools, read, self._refused, notes, self._assumed, self._skipped, True, self._ubigeo)


def read_school(cells: Cells, known: Mapping[SchoolId, School], assumed: Assumed) -> School:
    """
    Return the school of one row, over what is *known* of it.

    >>> row = Row(2, {"cod_mod": "403691", "anexo": "0", "name": "IE 38001", "codlocal": "74294"})
    >>> assumed = Assumed(Table(tuple(row.cells), (row,), "utf-8", ";", True))
    >>> school = read_school(Cells(row, assumed), {}, assumed)
    >>> school.id, school.site, school.power.value, school.coverage
    ('0403691-0', '074294', 'desconocido', None)

    Raises:
        BadRow: No valid code, no name, or a cell that is not what its column holds.
    """
    id_ = _id(cells, assumed)
    old = known.get(id_)
    base = old or School(id=id_, site=site_id("", id_), name="")
    name = cells.known("name")
    if not name:
        raise BadRow(cells.line, "el servicio %(school)s no tiene nombre", school=id_)
    lat, lon = cells.place((base.lat, base.lon))
    local = cells.code("codlocal", CODLOCAL, shown="CODLOCAL")
    return School(
        id=id_,
        site=site_id(local, id_) if local else base.site,
        name=base.name if "\ufffd" in name and old else name,
        ugel=_ugel(cells, base.ugel),
        level=_level(cells, base.level),
        management=_management(cells, base.management),
        rurality=cells.rurality(base.rurality),
        district=cells.text(base.district, "distrito"),
        ubigeo=_ubigeo(cells, base.ubigeo, assumed),
        students=cells.whole("students", base.students),
        power=cells.power(base.power),
        coverage=cells.yes_no("coverage", base.coverage),
        internet=cells.yes_no("internet", base.internet),
        languages=cells.words("languages", base.languages, 120),
        altitude_m=cells.whole("altitud_m", base.altitude_m),
        lat=lat,
        lon=lon,
        depot=base.depot,
        superseded_by=base.superseded_by,
        closed=base.closed,
        simulated=_simulated(cells, base.simulated),
    )


def plain_ugel(text: str) -> str:
    """
    Return a UGEL's name without the word itself, which half of the files write and half do not.

    >>> plain_ugel("UGEL  HUAMANGA"), plain_ugel("DRE CALLAO")
    ('HUAMANGA', 'DRE CALLAO')
    """
    return re.sub(r"^\s*UGEL\s+", "", text, flags=re.IGNORECASE).strip()


def plain_level(text: str) -> str:
    """
    Return a level as the ministry's listing writes it: catalogue and weights name it by its first word.

    >>> plain_level("A2"), plain_level("PRIMARIA"), plain_level("Inicial - Cuna")
    ('Inicial - Jardín', 'Primaria', 'Inicial - Cuna')
    """
    said = LEVELS.get(text.upper(), text)
    return said.capitalize() if said.isupper() else said


def is_elsewhere(cells: Cells, ubigeo: str, assumed: Assumed) -> bool:
    """Tell whether a row is of a district whose code does not begin with *ubigeo*, and note it."""
    district = _district(cells)
    if district.startswith(ubigeo):
        return False
    words = "De otro lugar, y no se importaron: %(rows)s." if district else "Sin ubigeo, y no se importaron: %(rows)s."
    assumed.count(words, cells.line)
    return True


def _id(cells: Cells, assumed: Assumed) -> SchoolId:
    code, annex = cells.plain("cod_mod"), cells.known("anexo")
    if joined := _JOINED.fullmatch(code):
        code, annex = joined[1], annex or joined[2]
    try:
        code = assumed.codes.read(code, COD_MOD, "COD_MOD", cells.line)
        code = code if code.strip("0") else ""
        return school_id(code, assumed.codes.read(annex, 1, "ANEXO", cells.line) or "0")
    except BadIdentifier as error:
        raise BadRow(cells.line, error) from error
    except BadInput as error:
        words = "%(why)s: el código modular se escribe como 0403691 y el anexo como 0"
        raise BadRow(cells.line, words, why=error) from error


def _ugel(cells: Cells, old: str) -> str:
    name = plain_ugel(cells.text("", "ugel"))
    found = name or cells.code("codooii", UGEL, shown="CODOOII")
    cells.say("ugel", [found] if found else [])
    if name:
        return old if "\ufffd" in name and old else name
    return old or found


def _level(cells: Cells, old: str) -> str:
    said = plain_level(cells.text("", "nivel") or cells.text("", "niv_mod"))
    cells.say("nivel", [said] if said else [])
    return said or old


def _management(cells: Cells, old: str) -> str:
    said = cells.text("", "gestion_texto", "gestion")
    said = MANAGEMENT.get(said.removesuffix(".0"), said)
    cells.say("gestion", [said] if said else [])
    return said or old


def _district(cells: Cells) -> str:
    try:
        return restored(cells.known("ubigeo"), UBIGEO)
    except BadInput:
        return ""


def _ubigeo(cells: Cells, old: str, assumed: Assumed) -> str:
    code = cells.code("ubigeo", UBIGEO, shown="UBIGEO")
    if not code:
        return old
    if not 1 <= int(code[:2]) <= _DEPARTMENTS:
        words = "Distritos desconocidos (el ubigeo no es de ningún departamento): se dejaron. Filas: %(rows)s."
        assumed.count(words, cells.line)
    return code


def _simulated(cells: Cells, old: tuple[str, ...]) -> tuple[str, ...]:
    """A field that was made up is so no longer once a file without that mark says it."""
    if cells.known("simulated"):
        return cells.words("simulated", old, 200)
    return tuple(name for name in old if name not in _MADE_UP or not cells.known(name))


def with_students(school: School, students: int) -> School:
    """Return the school with so many students, counted and not made up."""
    return replace(school, students=students, simulated=tuple(one for one in school.simulated if one != "students"))
