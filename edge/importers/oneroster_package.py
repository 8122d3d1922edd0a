"""The CSV files of a OneRoster package: its manifest, and rows by their source ids with what is active among them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from shared.errors import BadInput, BadRow
from shared.sentences import Sentence
from shared.tabular import Row, parse_table
from shared.tabular.names import key

READ = ("orgs", "academicSessions", "classes", "users", "roles", "enrollments")
"""Files that are read; courses, demographics, results and the rest are not."""
_NEEDED = ("orgs", "users")
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "orgs": ("sourcedId", "name", "type"),
    "academicSessions": ("sourcedId", "endDate"),
    "classes": ("sourcedId", "title", "schoolSourcedId"),
    "users": ("sourcedId", "givenName", "familyName"),
    "roles": ("userSourcedId", "role", "orgSourcedId"),
    "enrollments": ("classSourcedId", "userSourcedId", "role"),
}
_ACTIVE = frozenset({"", "active"})
_GONE = frozenset({"tobedeleted", "inactive"})
MAX_BYTES = 64 * 1_048_576


@dataclass(slots=True)
class File:
    """One CSV file of a package: its active rows, and every source id that it says anything of."""

    rows: list[Row] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Package:
    """The files of a package."""

    files: dict[str, File] = field(default_factory=dict)
    delta: bool = False
    """It tells of changes since an earlier package, and leans on it."""
    refused: list[BadRow] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)

    def file(self, name: str) -> File:
        """Return a file; an empty one where the package has none."""
        return self.files.get(name) or File()

    def refuse(self, file: str, line: int, why: Sentence) -> None:
        """Say what is wrong with a line of a file."""
        self.refused.append(BadRow(line, "en %(file)s.csv, %(why)s", file=file, why=why))

    def lost(self, file: str, line: int, column: str, id_: str, other: str) -> None:
        """Say that a line points at something that the package does not have."""
        values = {"column": column, "id": id_[:60], "other": other}
        told = Sentence("%(column)s «%(id)s» no está en %(other)s.csv. Expórtelo otra vez completo.", values)
        self.refuse(file, line, told)


def named(files: Iterable[str]) -> dict[str, str]:
    """
    Return the files of a package by the name that OneRoster gives them.

    >>> named(["roster/Users.csv", "orgs.csv", "readme.txt"])
    {'users': 'roster/Users.csv', 'orgs': 'orgs.csv'}
    """
    known = {f"{name}.csv".lower(): name for name in (*READ, "manifest")}
    return {known[base]: path for path in files if (base := PurePosixPath(path).name.lower()) in known}


def read_package(files: Mapping[str, bytes]) -> Package:
    """
    Read the files of a package.

    Raises:
        BadInput: One that must be there is not, has not its columns, or is of another version.
    """
    paths = named(files)
    package = Package()
    said = _manifest(files[paths["manifest"]], package) if "manifest" in paths else None
    if said is None:
        package.notes.append(Sentence("No trae manifest.csv: se toma como OneRoster completo (bulk)."))
    for name in READ:
        mode = (said or {}).get(f"file.{name}".casefold(), "bulk")
        if name in paths and mode != "absent":
            package.files[name] = _file(name, files[paths[name]], package)
            package.delta |= mode == "delta"
        elif name in _NEEDED or (said is not None and mode != "absent" and f"file.{name}".casefold() in said):
            raise BadInput("Falta %(name)s.csv en el paquete OneRoster. Expórtelo otra vez completo.", name=name)
    return package


def _manifest(data: bytes, package: Package) -> dict[str, str]:
    table = parse_table(data, "manifest.csv", max_bytes=MAX_BYTES)
    package.refused += table.refused
    said = {row[table.columns[0]].strip().casefold(): row[table.columns[-1]].strip().lower() for row in table.rows}
    version = said.get("oneroster.version", "1.1")
    if not version.startswith(("1.0", "1.1", "1.2")):
        raise BadInput(
            "El paquete es OneRoster %(version)s. Se leen 1.1 y 1.2: expórtelo en una de ellas.", version=version
        )
    return said


def _file(name: str, data: bytes, package: Package) -> File:
    table = parse_table(data, f"{name}.csv", max_bytes=MAX_BYTES)
    headings = {key(heading): heading for heading in table.columns}
    if missing := [column for column in _COLUMNS[name] if key(column) not in headings]:
        raise BadInput(
            "En %(name)s.csv falta la columna %(missing)s. Expórtelo otra vez como OneRoster 1.1 o 1.2.",
            name=name,
            missing=", ".join(missing),
        )
    file = File()
    for broken in table.refused:
        package.refuse(name, broken.line, broken.problem)
    for row in table.rows:
        _take(name, file, Row(row.line, {plain: row[heading].strip() for plain, heading in headings.items()}), package)
    return file


def _take(name: str, file: File, row: Row, package: Package) -> None:
    """Keep an active row; what is said of a source id twice is refused the second time."""
    status, id_ = row["status"].casefold(), row["sourcedid"]
    if id_ and id_ in file.ids:
        package.refuse(name, row.line, Sentence("el sourcedId «%(id)s» ya está en otra línea.", {"id": id_[:60]}))
    elif status not in _ACTIVE | _GONE:
        told = Sentence("el estado «%(status)s» no es de OneRoster.", {"status": status[:20]})
        package.refuse(name, row.line, told)
    elif status in _ACTIVE:
        file.rows.append(row)
    file.ids |= {id_} if id_ else set()


def listed(text: str) -> list[str]:
    """
    Return the ids of a cell that may hold several.

    >>> listed("org-1, org-2")
    ['org-1', 'org-2']
    """
    return [one for part in text.split(",") if (one := part.strip())]
