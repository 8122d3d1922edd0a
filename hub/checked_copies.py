"""A copy that is opened again: every file against its hash, every table against its rows, and what differs is named."""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub.backup import Manifest
from hub.copy_reading import NO_COPY, is_signed, manifest_of, names_of, opened, rows_of
from shared.errors import Untrusted
from shared.sentences import N_, Sentence

_CHUNK = 1_048_576
_TABLES = "tables/"
_ARCHIVE = N_("La copia «%(copy)s» no se puede abrir: está cortada o dañada.")
_FILE = N_("En la copia «%(copy)s» está dañado «%(file)s».")
_MISSING = N_("En la copia «%(copy)s» falta «%(file)s».")
_ROWS = N_("En la copia «%(copy)s» la tabla «%(table)s» tiene %(found)s filas, y eran %(said)s.")
_UNSIGNED = N_("La copia «%(copy)s» no lleva la firma de la central: no se sabe si es la que ella hizo.")
_FORGED = N_("La firma de la copia «%(copy)s» no es la de su central: alguien la cambió, o está dañada.")
_WHOLE = N_("La copia «%(copy)s» no es, byte por byte, la que se escribió.")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a copy that was opened again turned out to be."""

    manifest: Manifest | None
    problems: tuple[Sentence, ...]
    sha256: str
    """Of the whole file."""
    bytes: int
    rows: int

    @property
    def good(self) -> bool:
        """Whether all of it is as it was written."""
        return not self.problems


def check(copy: Path, written: str = "") -> Checked:
    """
    Open a copy and read all of it; where it is known, its SHA-256 is to be the one that was *written*.

    Raises:
        OSError: It cannot be read.
    """
    digest, size = _digest(copy)
    problems: list[Sentence] = []
    manifest, rows = None, 0
    try:
        with zipfile.ZipFile(copy) as archive:
            manifest, data = manifest_of(archive)
            # One of before, that nobody signed, is known by the hash of the whole alone.
            known = is_signed(archive, manifest, data) or written == digest
            problems += [] if known else [_named(_UNSIGNED, copy)]
            for name in sorted(names_of(archive) | set(manifest.files)) if known else ():
                found, problem = _file(copy, archive, manifest, name)
                rows += found
                problems += [problem] if problem else []
    except Untrusted:
        problems.append(_named(_FORGED, copy))
    except NO_COPY:
        problems.append(_named(_ARCHIVE, copy))
    if written and written != digest and not problems:
        problems.append(_named(_WHOLE, copy))
    return Checked(manifest, tuple(problems), digest, size, rows)


def _file(copy: Path, archive: zipfile.ZipFile, manifest: Manifest, name: str) -> tuple[int, Sentence | None]:
    """Return how many rows a file of a copy holds, and what is wrong with it."""
    try:
        with opened(archive, name) as file:
            if file.sha256() != manifest.files.get(name):
                return 0, _named(_FILE, copy, file=name)
        if not name.startswith(_TABLES):
            return 0, None
        table = name.removeprefix(_TABLES)
        with opened(archive, name) as file:
            found, said = sum(map(len, rows_of(file))), manifest.rows.get(table)
    except NO_COPY as error:
        if isinstance(error, KeyError):
            return 0, _named(_MISSING, copy, file=name)
        return 0, _named(_FILE, copy, file=name)
    # A copy that an older program made does not say how many rows it has.
    if said is not None and found != said:
        return found, _named(_ROWS, copy, table=table, found=found, said=said)
    return found, None


def _digest(copy: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with copy.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _named(words: str, copy: Path, **values: Any) -> Sentence:
    return Sentence(words, {"copy": copy.name, **values})
