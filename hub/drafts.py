"""A file between its preview and its acceptance: on the disk, one for each account, gone when either is over."""

import shutil
from hashlib import blake2b
from pathlib import Path

import msgspec
from werkzeug.utils import secure_filename

from hub.importers.kinds import Asked
from hub.importing import look, mark_of
from hub.store import Store
from shared.disk import full_disk_told
from shared.imported import Imported
from shared.whole import OWNER_ONLY, write_whole

MAX_BYTES = 32 * 1_048_576
"""Of a file that comes through a page; larger ones go in by ``chasqui-hub import``."""
LASTS_S = 86_400
_SAID, _FILES = "said.json", "file"


class Draft(msgspec.Struct, frozen=True):
    """What somebody said of a file, and the file's hash."""

    asked: Asked
    digest: str
    kept_s: int


class Drafts:
    """The folder of files that wait for a yes; whoever looks at them again may find them read already."""

    def __init__(self, store: Store) -> None:
        """Use a folder of the hub; nothing is written before the first file comes."""
        self._store = store
        self._folder = store.config.folder / "drafts"
        self._looked: dict[str, tuple[str, str, Imported]] = {}

    def keep(self, login: str, name: str, data: bytes, asked: Asked) -> Draft:
        """
        Keep a file of somebody in place of an earlier one, and remove what nobody said yes to for a day.

        Raises:
            NoSpace: It does not fit.
        """
        self._sweep()
        self.drop(login)
        with full_disk_told():
            files = self._of(login) / _FILES
            files.mkdir(parents=True, mode=0o700)
            write_whole(files / (secure_filename(name)[-80:] or "archivo"), data, mode=OWNER_ONLY)
            return self.rename(login, asked)

    def rename(self, login: str, asked: Asked) -> Draft:
        """Keep what is now known of the file of somebody."""
        digest = blake2b(self.file(login).read_bytes() + msgspec.json.encode(asked), digest_size=16).hexdigest()
        draft = Draft(asked, digest, self._store.now_s())
        write_whole(self._of(login) / _SAID, msgspec.json.encode(draft), mode=OWNER_ONLY)
        return draft

    def kept(self, login: str) -> Draft | None:
        """Return the file of somebody that waits; None where there is none, or it waited for longer than a day."""
        try:
            draft = msgspec.json.decode((self._of(login) / _SAID).read_bytes(), type=Draft)
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        return draft if draft.kept_s + LASTS_S > self._store.now_s() else None

    def file(self, login: str) -> Path:
        """Return where the file of somebody lies."""
        return next((self._of(login) / _FILES).iterdir())

    def look(self, login: str, draft: Draft) -> tuple[str, Imported]:
        """
        Return what the file of somebody would change now, with the region's mark; read again only if that changed.

        Raises:
            BadInput: It cannot be imported any more.
        """
        found = self._looked.get(login)
        if found is None or found[:2] != (draft.digest, mark_of(self._store)):
            mark, report = look(self._store, self.file(login), draft.asked)
            self._looked[login] = found = draft.digest, mark, report
        return found[1], found[2]

    def drop(self, login: str) -> None:
        """Remove the file of somebody."""
        self._looked.pop(login, None)
        shutil.rmtree(self._of(login), ignore_errors=True)

    def _sweep(self) -> None:
        for place in self._folder.glob("*/" + _SAID):
            try:
                old = msgspec.json.decode(place.read_bytes(), type=Draft).kept_s + LASTS_S <= self._store.now_s()
            except (FileNotFoundError, msgspec.DecodeError):
                old = True
            if old:
                shutil.rmtree(place.parent, ignore_errors=True)

    def _of(self, login: str) -> Path:
        return self._folder / blake2b(login.encode(), digest_size=16).hexdigest()
