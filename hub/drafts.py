"""
A file between its preview and its acceptance: on the disk, one for each account, gone when either is over.

Each file that comes has a folder of its own, named by chance, and a line of the account's folder says which one waits:
two that come at the same moment are never one, and the last of them waits.
"""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

import msgspec
from werkzeug.utils import secure_filename

from hub.importers.kinds import Asked
from hub.importing import look, mark_of
from hub.store import Store
from shared.disk import full_disk_told
from shared.errors import BadInput, ChasquiError
from shared.imported import Imported
from shared.sentences import N_
from shared.whole import OWNER_ONLY, write_whole

MAX_BYTES = 32 * 1_048_576
"""Of a file that comes through a page; larger ones go in by ``chasqui-hub import``."""
LASTS_S = 86_400
_SAID, _FILES, _WAITS = "said.json", "file", "waits"
GONE = N_("Ese archivo ya no está aquí: puede que se haya importado, o que eligió otro.")


class Draft(msgspec.Struct, frozen=True):
    """What somebody said of a file, and the file's hash."""

    place: str
    """The name of its folder."""
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
        Keep a file of somebody, and remove their earlier one and what nobody said yes to for a day.

        It does not wait for a yes before it is offered.

        Raises:
            NoSpace: It does not fit.
        """
        self._sweep()
        if (before := self.kept(login)) is not None:
            self.drop(login, before)
        draft = Draft(secrets.token_hex(8), asked, "", self._store.now_s())
        files = self._of(login) / draft.place / _FILES
        try:
            with full_disk_told():
                files.mkdir(parents=True, mode=0o700)
                self._say(login, draft)
                write_whole(files / (secure_filename(name)[-80:] or "archivo"), data, mode=OWNER_ONLY)
        except ChasquiError:
            self.drop(login, draft)
            raise
        return draft

    def offer(self, login: str, draft: Draft, asked: Asked) -> Draft:
        """
        Let a file wait for the yes of somebody as what it is known to be now, in place of any other.

        Raises:
            BadInput: It is gone.
        """
        before = self.kept(login)
        with self.reading(login, draft) as file:
            digest = blake2b(file.read_bytes() + msgspec.json.encode(asked), digest_size=16).hexdigest()
            offered = Draft(draft.place, asked, digest, self._store.now_s())
            self._say(login, offered)
            write_whole(self._of(login) / _WAITS, offered.place.encode(), mode=OWNER_ONLY)
        if before is not None and before.place != draft.place:
            self.drop(login, before)
        return offered

    def kept(self, login: str) -> Draft | None:
        """Return the file of somebody that waits; None where there is none, or it waited for longer than a day."""
        try:
            place = (self._of(login) / _WAITS).read_text("ascii")
            draft = msgspec.json.decode((self._of(login) / place / _SAID).read_bytes(), type=Draft)
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        return draft if draft.kept_s + LASTS_S > self._store.now_s() else None

    @contextmanager
    def reading(self, login: str, draft: Draft) -> Iterator[Path]:
        """
        Give the file of a draft, until the block ends.

        Raises:
            BadInput: It is gone: it was imported or left in the same moment.
        """
        try:
            files = list((self._of(login) / draft.place / _FILES).iterdir())
            if not files:
                raise BadInput(GONE)
            yield files[0]
        except FileNotFoundError as error:
            raise BadInput(GONE) from error

    def look(self, login: str, draft: Draft) -> tuple[str, Imported]:
        """
        Return what the file of somebody would change now, with the region's mark; read again only if that changed.

        Raises:
            BadInput: It cannot be imported any more, or it is gone.
        """
        found = self._looked.get(login)
        if found is None or found[:2] != (draft.digest, mark_of(self._store)):
            with self.reading(login, draft) as file:
                mark, report = look(self._store, file, draft.asked)
            self._looked[login] = found = draft.digest, mark, report
        return found[1], found[2]

    def drop(self, login: str, draft: Draft) -> None:
        """Remove a file of somebody; another one that waits by now stays."""
        self._looked.pop(login, None)
        shutil.rmtree(self._of(login) / draft.place, ignore_errors=True)

    def _say(self, login: str, draft: Draft) -> None:
        write_whole(self._of(login) / draft.place / _SAID, msgspec.json.encode(draft), mode=OWNER_ONLY)

    def _sweep(self) -> None:
        for said in self._folder.glob("*/*/" + _SAID):
            try:
                old = msgspec.json.decode(said.read_bytes(), type=Draft).kept_s + LASTS_S <= self._store.now_s()
            except FileNotFoundError:
                continue
            except msgspec.DecodeError:
                old = True
            if old:
                shutil.rmtree(said.parent, ignore_errors=True)

    def _of(self, login: str) -> Path:
        return self._folder / blake2b(login.encode(), digest_size=16).hexdigest()
