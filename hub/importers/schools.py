"""The ministry's listing of educational services, with whatever columns of ours it carries besides."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from hub.region import schools_of
from hub.rows import School
from hub.store import Store
from shared.errors import BadIdentifier, BadRow
from shared.ids import SchoolId, school_id, site_id
from shared.imported import Imported, Outcome, outcome
from shared.resources import Power
from shared.tabular import Row, read_table

_NEEDED = ("cod_mod", "nombre")
_ALIASES = {
    "cen_edu": "nombre", "d_niv_mod": "nivel", "d_gestion": "gestion", "d_dreugel": "ugel", "d_dist": "distrito",
    "codgeo": "ubigeo", "nlat_ie": "lat", "nlong_ie": "lon", "talumno": "students", "alumnos": "students",
    "energia": "power", "cobertura": "coverage", "ruralidad": "rurality", "lenguas": "languages",
    "simulado": "simulated",
}  # fmt: skip
"""Names of the same columns in the Padrón and in Spanish."""
_YES_NO = {"si": True, "sí": True, "1": True, "no": False, "0": False, "": None, "desconocido": None}
_PROXY = {"R": "Rural", "U": "Urbana"}


def import_schools(store: Store, file: Path, *, dry_run: bool = False, accept: bool = False) -> Imported:
    """
    Read a listing, plain or gzip, in any encoding, and insert or update its schools in one transaction.

    A column that the file does not have leaves what is known as it is; importing the file again changes nothing.

    Raises:
        BadInput: The file cannot be read as a table, or lacks ``cod_mod`` or ``nombre``.
    """
    table = read_table(file)
    names = {name: _ALIASES.get(name.strip().lower(), name.strip().lower()) for name in table.columns}
    rows = [Row(row.line, {names[name]: cell for name, cell in row.cells.items()}) for row in table.rows]
    if missing := [name for name in _NEEDED if name not in names.values()]:
        raise BadRow(
            1,
            "falta la columna %(missing)s. El archivo trae: %(columns)s.",
            missing=", ".join(missing),
            columns=", ".join(table.columns[:20]),
        )
    before = schools_of(store.schools())
    good, refused = read_rows(rows, before)
    refused = sorted([*table.refused, *refused], key=lambda one: one.line)
    done = outcome(refused, good=len(good), dry_run=dry_run, accept=accept)
    if done is Outcome.WRITTEN:
        added, changed = store.put_schools(good)
    else:
        added = sum(school.id not in before for school in good)
        changed = sum(school.id in before and school != before[school.id] for school in good)
    return Imported(len(rows) + len(table.refused), added, changed, tuple(refused), table.notes, outcome=done)


def read_rows(
    rows: Iterable[Row], before: Mapping[SchoolId, School] | None = None
) -> tuple[list[School], list[BadRow]]:
    """Return the schools of the rows, and the reason of each row that is none, or that comes twice."""
    known = before or {}
    good: dict[SchoolId, School] = {}
    refused: list[BadRow] = []
    for row in rows:
        try:
            school = read_school(row, known)
            if school.id in good:
                raise BadRow(row.line, "el servicio %(school)s ya está en otra línea de este archivo", school=school.id)
            good[school.id] = school
        except BadRow as error:
            refused.append(error)
    return list(good.values()), refused


def read_school(row: Row, known: Mapping[SchoolId, School]) -> School:
    """
    Return the school of one row, over what is *known* of it.

    >>> school = read_school(Row(2, {"cod_mod": "403691", "anexo": "0", "nombre": "IE 38001", "codlocal": "74294"}), {})
    >>> school.id, school.site, school.power.value, school.coverage
    ('0403691-0', '074294', 'desconocido', None)

    Raises:
        BadRow: No valid code, no name, or a cell that is not what its column holds.
    """
    try:
        id_ = school_id(row["cod_mod"], row["anexo"])
    except BadIdentifier as error:
        raise BadRow(row.line, error) from error
    name = row["nombre"].strip()
    if not name:
        raise BadRow(row.line, "el servicio %(id)s no tiene nombre", id=id_)
    old = known.get(id_)
    cells = _Cells(row)
    return School(
        id=id_,
        site=site_id(row["codlocal"], id_) if "codlocal" in row.cells or old is None else old.site,
        name=name,
        ugel=cells.text("ugel", old.ugel if old else ""),
        level=cells.text("nivel", old.level if old else ""),
        management=cells.text("gestion", old.management if old else ""),
        rurality=cells.rurality(old.rurality if old else ""),
        district=cells.text("distrito", old.district if old else ""),
        ubigeo=cells.ubigeo(old.ubigeo if old else ""),
        students=cells.whole("students", old.students if old else None),
        power=cells.power(old.power if old else Power.UNKNOWN),
        coverage=cells.yes_no("coverage", old.coverage if old else None),
        internet=cells.yes_no("internet", old.internet if old else None),
        languages=cells.words("languages", old.languages if old else ()),
        altitude_m=cells.whole("altitud_m", old.altitude_m if old else None),
        lat=cells.degrees("lat", 90, old.lat if old else None),
        lon=cells.degrees("lon", 180, old.lon if old else None),
        depot=old.depot if old else "",
        simulated=cells.words("simulated", old.simulated if old else ()),
    )


class _Cells:
    """The cells of one row; a column that is not there gives what is known already."""

    def __init__(self, row: Row) -> None:
        self._row = row

    def text(self, name: str, old: str) -> str:
        return self._row[name].strip()[:80] if name in self._row.cells else old

    def words(self, name: str, old: tuple[str, ...]) -> tuple[str, ...]:
        if name not in self._row.cells:
            return old
        return tuple(self._row[name].replace(",", " ").replace(";", " ").split())

    def rurality(self, old: str) -> str:
        if self._row["rurality"].strip():
            return self.text("rurality", old)
        # The nearest populated centre's kind is a proxy, not the official area: it never replaces what is known.
        return old or _PROXY.get(self._row["cp_cercano_tipo"].strip(), "")

    def ubigeo(self, old: str) -> str:
        text = self.text("ubigeo", old)
        if text and not (text.isdigit() and len(text) <= 6):
            raise self._bad("ubigeo", "050101")
        return f"{text:0>6}" if text else ""

    def whole(self, name: str, old: int | None) -> int | None:
        if name not in self._row.cells:
            return old
        text = self._row[name].strip().removesuffix(".0")
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 6:
            raise self._bad(name, "120")
        return int(text)

    def degrees(self, name: str, most: float, old: float | None) -> float | None:
        if name not in self._row.cells:
            return old
        text = self._row[name].strip().replace(",", ".")
        try:
            value = float(text) if text else None
        except ValueError:
            raise self._bad(name, "-13.15") from None
        if value is not None and not -most <= value <= most:
            raise self._bad(name, "-13.15")
        return value

    def power(self, old: Power) -> Power:
        text = self._row["power"].strip().lower()
        if "power" not in self._row.cells:
            return old
        if text and text not in set(Power):
            raise self._bad("power", ", ".join(Power))
        return Power(text) if text else Power.UNKNOWN

    def yes_no(self, name: str, old: bool | None) -> bool | None:
        if name not in self._row.cells:
            return old
        text = self._row[name].strip().lower()
        if text not in _YES_NO:
            raise self._bad(name, "sí, no o desconocido")
        return _YES_NO[text]

    def _bad(self, name: str, example: str) -> BadRow:
        return BadRow(
            self._row.line,
            "«%(text)s» no sirve en la columna %(name)s: se espera %(example)s",
            text=self._row[name][:30],
            name=name,
            example=example,
        )
