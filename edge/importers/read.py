"""A file of a school to a draft: what kind it is, told by what it holds, and read as that kind."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from edge.importers import devices, loans, people, weekly
from edge.importers.devices import is_devices, read_devices
from edge.importers.draft import Draft, Kind
from edge.importers.headings import without
from edge.importers.kolibri_layout import layout_of
from edge.importers.kolibri_logs import read_log
from edge.importers.kolibri_users import is_users, read_users
from edge.importers.loans import is_loans, read_loans
from edge.importers.monthly import check_not_firsts, check_not_monthly
from edge.importers.oneroster import is_oneroster, read_oneroster
from edge.importers.oneroster_package import named
from edge.importers.people import is_people, read_people
from edge.importers.place import Place
from edge.importers.weekly import is_weekly, read_weekly
from edge.importers.wide import upright
from edge.rows import told_apart
from edge.store import Store
from shared import os_errors
from shared.clock import LIMA
from shared.dating import plausible
from shared.errors import BadInput
from shared.facts import Use, WeeklyTotal
from shared.ids import SchoolId
from shared.sentences import Sentence
from shared.tabular import Column, Lacking, Table, members, parse_table
from shared.tabular.archive import opened

MAX_BYTES = 32 * 1_048_576
"""Of a file; ten years of a large school's Kolibri are a third of it."""
MAX_UNPACKED = 64 * 1_048_576
ANY = frozenset(Kind)
_ZIP = b"PK\x03\x04"
_COLUMNS: Mapping[Kind, Sequence[Column]] = {
    # A list of loans has a DNI and names, and would be taken for one of people.
    Kind.LOANS: loans.COLUMNS,
    Kind.DEVICES: devices.COLUMNS,
    Kind.WEEKLY: weekly.COLUMNS,
    Kind.PEOPLE: people.COLUMNS,
}
_READERS: Mapping[Kind, Callable[[Table, Place], Draft]] = {
    Kind.SESSIONS: read_log,
    Kind.SUMMARIES: read_log,
    Kind.USERS: read_users,
    Kind.WEEKLY: read_weekly,
    Kind.PEOPLE: read_people,
    Kind.DEVICES: read_devices,
    Kind.LOANS: read_loans,
}


def place_of(store: Store, school: str = "", *, whole_week: bool = False) -> Place:
    """
    Return what readers must know of this node; *school* is where a file goes that does not say of which service it is.

    Left out, that is the only service of the node; of several nobody is taken to have meant the first.

    Raises:
        BadInput: This node does not serve *school*, or none at all.
    """
    rows = store.site.schools()
    served = [row.id for row in rows]
    if not served or (school and school not in served):
        raise BadInput(
            "Esta laptop no atiende %(school)s. Atiende: %(served)s.", school=school, served=", ".join(served) or "—"
        )
    today = store.clock.now().astimezone(LIMA).date() if plausible(store.db.now_s()) else None
    chosen = SchoolId(school) if school else None if len(served) > 1 else served[0]
    return Place(served, chosen, store.news.catalogue().resources, today, whole_week, told_apart(rows))


def files_of(path: Path) -> dict[str, bytes]:
    """
    Return the bytes of a file, or of the CSV files of a folder, by name.

    Raises:
        BadInput: It cannot be opened, or is too large.
    """
    try:
        paths = sorted(path.glob("*.csv")) if path.is_dir() else [path]
        if sum(one.stat().st_size for one in paths) > MAX_BYTES:
            raise BadInput(
                "«%(name)s» es demasiado grande (más de %(most)s MB). Divídalo y repita.",
                name=path.name,
                most=MAX_BYTES // 1_048_576,
            )
        return {one.name: one.read_bytes() for one in paths}
    except OSError as error:
        raise BadInput(
            "No se puede abrir «%(path)s»: %(why)s. Revise la ruta y repita.", path=path, why=os_errors.reason(error)
        ) from error


def read_files(files: Mapping[str, bytes], place: Place, kinds: Collection[Kind] = ANY) -> Draft:
    """
    Read the bytes of a file, or those of a folder; *kinds* is what somebody says it is.

    Raises:
        BadInput: It is of no kind known here, or not of the one that was said.
        BadRow: The same, where a line can be named.
    """
    [(name, data), *others] = files.items() or [("", b"")]
    if not others and data[:4] == _ZIP:
        with opened(data, name, max_bytes=MAX_UNPACKED) as packed:
            inside = packed.namelist()
        if is_oneroster(inside):
            files = members(data, name, only={one for one in inside if named([one])}, max_bytes=MAX_UNPACKED)
    if is_oneroster(files) and Kind.ONEROSTER in kinds:
        return _told(read_oneroster(files, place), place)
    if set(kinds) == {Kind.ONEROSTER} or others or not name:
        raise BadInput("No es OneRoster: faltan orgs.csv y users.csv. Elija el ZIP o la carpeta que los trae.")
    kind, table = _table(data, name, kinds, place)
    if kind not in kinds:
        raise BadInput(
            "El archivo es de otro tipo que el elegido. Elija su tipo, o «Reconocer por su contenido» en la página, "
            "y repita."
        )
    if kind is Kind.WEEKLY:
        check_not_firsts(table)
    return _told(_READERS[kind](table, place), place)


def _told(draft: Draft, place: Place) -> Draft:
    """Say of which service the rows are, where they might be of another."""
    if len(place.schools) < 2:
        return draft
    uses = [row.fact for row in draft.facts if isinstance(row.fact, Use | WeeklyTotal)]
    found = Counter(one.school for one in (*uses, *draft.people))
    told = "Servicio %(school)s: filas que se le anotan, %(n)s."
    notes = [Sentence(told, {"school": place.called(school), "n": n}) for school, n in sorted(found.items())]
    return replace(draft, notes=(*notes, *draft.notes))


def _table(data: bytes, name: str, kinds: Collection[Kind], place: Place) -> tuple[Kind, Table]:
    """Read a table as what it may be: its columns say on which sheet and line a spreadsheet of people's own begins."""
    loan: Lacking | None = None
    for kind in [one for one in _COLUMNS if one in kinds]:
        try:
            found = parse_table(data, name, _COLUMNS[kind], max_bytes=MAX_UNPACKED)
            if kind is Kind.PEOPLE and loan is not None and devices.SERIAL.among(found.unread) is not None:
                # Names beside serials are those of guardians: as a list of people they would all become pupils.
                raise without(found.line, loan.missing, loan.sheet)
            return kind, found
        except Lacking as error:
            loan = error if kind is Kind.LOANS else loan
            if kind is Kind.WEEKLY:
                whole = parse_table(data, name, max_bytes=MAX_UNPACKED)
                if table := upright(whole, place):
                    return kind, table
                check_not_monthly(whole)
            # Who says what it is hears what it lacks, and not that it is something else.
            if len(kinds) == 1:
                raise without(error.line, error.missing, error.sheet) from None
    table = parse_table(data, name, max_bytes=MAX_UNPACKED)
    return next(iter(kinds)) if len(kinds) == 1 else kind_of(table), table


def kind_of(table: Table) -> Kind:
    """
    Tell what a table is by its columns. They are not repeated in the error: without a header they are somebody's name.

    Raises:
        BadInput: It is nothing that a school imports; the message says what is.
    """
    if is_users(table.columns):
        return Kind.USERS
    if is_loans(table):
        return Kind.LOANS
    if is_devices(table):
        return Kind.DEVICES
    if is_weekly(table):
        return Kind.WEEKLY
    if is_people(table):
        return Kind.PEOPLE
    try:
        return layout_of(table).kind
    except BadInput as error:
        raise BadInput(
            "No se reconoce qué archivo es por la cabecera, su primera línea. Sirven: registros y usuarios de Kolibri, "
            "totales por semana (semana, recurso, cantidad), lista de personas (código, nombre), de equipos (serie, "
            "recurso), de préstamos (serie, DNI, apoderado, fecha) y OneRoster.",
        ) from error
