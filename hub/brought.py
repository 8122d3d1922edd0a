"""Bundles that come through the browser: laid out as on a stick, taken in as a stick is, answered in one file."""

import secrets
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename

from hub.carried import Carried
from hub.carry import Tell, carry
from hub.ingest import Ingest
from hub.rounds import STICKS_OWN
from hub.store import Store
from shared.disk import full_disk_told
from shared.errors import BadInput
from sync import folder

MAX_BYTES = 64 * 1_048_576
"""Of all the files of one request together."""
ANSWERS = "respuestas.zip"


@dataclass(frozen=True, slots=True)
class Brought:
    """Files that somebody sent, in a folder of their own that looks like a stick."""

    root: Path

    @property
    def answers(self) -> Path:
        """Where the answers lie in one file, once they are written."""
        return self.root / ANSWERS

    def take(self, store: Store, ingest: Ingest, tell: Tell, *, whom: str = STICKS_OWN) -> Carried:
        """Take the bundles in, and put the answers into one file, as they must lie on the stick."""
        done = carry(store, ingest, self.root, tell, whom=whom, stick="")
        with full_disk_told(), zipfile.ZipFile(self.answers, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted((self.root / folder.TOP / "down").rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(self.root).as_posix())
        return done


def bring(place: Path, sent: Sequence[FileStorage]) -> Brought:
    """
    Put the files *sent* into a new folder of *place*.

    Raises:
        BadInput: No file was chosen.
        NoSpace: They do not fit.
    """
    chosen = [one for one in sent if one.filename]
    if not chosen:
        raise BadInput("Elija los archivos de la carpeta CHASQUI/up del USB.")
    root = place / secrets.token_hex(8)
    up = folder.up(root)
    try:
        with full_disk_told():
            up.mkdir(parents=True)
            for number, one in enumerate(chosen, start=1):
                name = secure_filename(one.filename or "")[-60:]
                one.save(up / f"{number:04d} {name}".rstrip())
    except BaseException:
        # On a full disk every attempt would leave another one.
        shutil.rmtree(root, ignore_errors=True)
        raise
    return Brought(root)
