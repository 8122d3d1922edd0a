"""One bundle, start to end: opened, compared with what is held, committed, and only then acknowledged."""

import logging
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from hub import enrol, streams
from hub.committing import ApartError, Bundle, Commits
from hub.invited import introduction
from hub.open_files import too_many_told
from hub.resumptions import recall
from hub.rows import NodeState
from hub.standing import answer_shown
from hub.store import Store
from hub.taken import Asked, Full, Taken
from hub.waiting import Waiting
from shared.disk import full_disk_told
from shared.errors import BadInput, ChasquiError, DatabaseBusy, NewerFormat, NoSpace, SyncError
from shared.ids import Incarnation, NodeId
from shared.whole import DISK, Disk
from sync.feed import ALL
from sync.header import Opening, open_header
from sync.introduction import Introduction
from sync.keys import HubKeys, node_id_of
from sync.opened import Opened, open_frames, open_prefix
from sync.reply import Reply

_log = logging.getLogger(__name__)
_NODE = re.compile(r"[0-9a-f]{16}")


class Ingest:
    """
    Takes bundles, by whatever road they came.

    What a repeated, reordered or overlapping bundle leaves behind is what one of it in order would have left.
    """

    def __init__(
        self,
        store: Store,
        keys: HubKeys,
        disk: Disk = DISK,
        read: Callable[[Opening, bytes], Opened] = open_frames,
    ) -> None:
        self._store = store
        self._keys = keys
        self._read = read
        self._waiting = Waiting(store, disk)
        self._commits = Commits(store, keys, disk, self._waiting)

    def take(self, data: bytes, *, keep: bool = True, most: int | None = None) -> Taken | Full:
        """
        Commit what is new in the verified prefix of a bundle, and answer its node in about *most* bytes (None: any).

        *keep*: whether a bundle that cannot be applied yet is kept until it can be; not for one that still arrives. Of
        who is not enrolled and proves no code the records are not read: of what still arrives nothing but the header.

        Raises:
            BadBundle: Not even its header verifies.
            Untrusted: The header is not signed by the key that it names.
            NewerFormat: Made by a newer version; where *keep*, its bytes wait for the update.
            Forgotten: It goes on from what this hub does not remember, or would have to wait: it must be said in full.
            NoSpace: The disk is full; nothing of it counts, and there is no ack.
            DatabaseBusy: The database does not answer, or too many files are open: so it is.
        """
        with full_disk_told(), too_many_told():
            return self._take(data, most, keep=keep)

    def recognises(self, node: bytes) -> bool:
        """Tell whether a node is enrolled now."""
        with self._store.read() as connection:
            return enrol.state_of(connection, NodeId(node)) is NodeState.OK

    def take_all(self, several: Sequence[Asked]) -> list[Taken | Full | ChasquiError]:
        """
        Take bundles that came together, each as ``take`` would: its answer, or why there is none, in their order.

        What can be is committed in one transaction, and the disk is waited for once; each is checked as if it were
        alone, and where one cannot be committed with the others it goes alone after them.
        """
        bundles = self._for_one_commit(several)
        answers: dict[int, Taken | Full | ChasquiError] = {}
        while len(bundles) > 1 and not answers:
            places = list(bundles)
            try:
                told = self._together(list(bundles.values()))
            except ApartError as apart:
                del bundles[places[apart.at]]
            except (NoSpace, DatabaseBusy) as error:
                answers.update(dict.fromkeys(places, error))
            else:
                answers.update(zip(places, told, strict=True))
        return [answers[at] if at in answers else self._alone(one) for at, one in enumerate(several)]

    def _for_one_commit(self, several: Sequence[Asked]) -> dict[int, Bundle]:
        """Return what can be committed together, by its place: of known nodes, of different openings, with news."""
        found: dict[int, Bundle] = {}
        openings: set[Incarnation] = set()
        with self._store.one_state():
            for at, one in enumerate(several) if len(several) > 1 else ():
                with suppress(ChasquiError):
                    _, bundle = self._drafted(one)
                    own = {frame.incarnation for frame in bundle.opened.frames} if bundle and bundle.ready else set()
                    if bundle is not None and own and not own & openings:
                        found[at] = bundle
                        openings |= own
        return found

    def _together(self, bundles: Sequence[Bundle]) -> Sequence[Taken | Full]:
        answers, others_wait = self._commits.commit(bundles)
        if others_wait and self._apply_ready():
            return [self._told_again(bundle, answer) for bundle, answer in zip(bundles, answers, strict=True)]
        return answers

    def _alone(self, one: Asked) -> Taken | Full | ChasquiError:
        try:
            return self.take(one.data, keep=one.keep, most=one.most)
        except ChasquiError as error:
            return error

    def _take(self, data: bytes, most: int | None, *, keep: bool) -> Taken | Full:
        opening, bundle = self._drafted(Asked(data, keep, most))
        if bundle is None:
            skimmed = self._skimmed(opening, data, keep=keep)
            if skimmed is not None:
                return skimmed
            bundle = self._bundle(self._read(opening, data), Asked(data, keep, most))
        (answer,), others_wait = self._commits.commit([bundle])
        if _new(answer) and others_wait and self._apply_ready():
            return self._told_again(bundle, answer)
        return answer

    def _told_again(self, bundle: Bundle, taken: Taken | Full) -> Taken | Full:
        """Answer once more: that names what waited for this bundle too, and it need not be sent again."""
        answer = self._apply(bundle.opened, Asked(bundle.data, bundle.keep, bundle.most))
        return replace(answer, new_events=_new(taken)) if isinstance(answer, Taken) else answer

    def _drafted(self, one: Asked) -> tuple[Opening, Bundle | None]:
        """Open a bundle and draft what seems new of it, all in one state of the database; None of who is not known."""
        with self._store.one_state():
            opening = self._opening(one)
            if not self._is_known(opening):
                return opening, None
            return opening, self._bundle(self._read(opening, one.data), one)

    def _opening(self, one: Asked) -> Opening:
        try:
            return open_header(self._keys, one.data, partial(recall, self._store))
        except NewerFormat as error:
            if one.keep:
                self._waiting.keep_sealed(one.data, str(error))
            raise

    def _is_known(self, opening: Opening) -> bool:
        """Tell whether a bundle may be read: its node is enrolled, or there is nothing to read."""
        if not opening.header.count:
            return True
        with self._store.read() as connection:
            return enrol.state_of(connection, node_id_of(opening.header.verify_key)) is NodeState.OK

    def _skimmed(self, opening: Opening, data: bytes, *, keep: bool) -> Taken | Full | None:
        """Answer who is not believed without reading its records; None where what the header shows enrols it."""
        opened = open_frames(opening, data if keep else data[: opening.frames_at], skim=True)
        with full_disk_told(), self._store.begin() as connection:
            state, _ = self._commits.stands(connection, opened, answer_shown(opened, self._keys.public))
            if state is NodeState.OK:
                return None
        return self._apply(opened, Asked(data, keep))

    def broadcast(self) -> list[Reply]:
        """Return what the region says to every school, from the beginning: pages that go on from each other."""
        return self.said_to(ALL, b"")

    def said_to(self, stream: str, verify_key: bytes) -> list[Reply]:
        """Return all of a stream, for every school or sealed to whoever has this key; no ack comes with it."""
        with self._store.begin() as connection:
            life = self._store.life(connection)
        pages = streams.from_the_start(self._store.entries(stream), life, stream)
        return [Reply(b"", (streams.travelling(page, self._keys, verify_key),)) for page in pages]

    def introduction(self) -> Introduction:
        """Return what the hub says of itself to schools that are invited and have only words."""
        return introduction(self._store, self._keys.public)

    def retry(self) -> int:
        """
        Try again every bundle that waits, until none of them can be applied; return how many new events came.

        Those that an update may read now, too: for the start of the service and the night, not for every bundle.
        """
        return sum(map(self._retry_one, self._waiting.doubtful())) + self._apply_ready()

    def _apply_ready(self) -> int:
        """Apply what waits for what the hub holds by now; return how many new events came."""
        new = 0
        while gained := sum(map(self._retry_one, self._waiting.ready())):
            new += gained
        return new

    def accept(self, node: str) -> int:
        """
        Enrol a node because an operator says so (``enrol``), and apply what it sent; return how many events came.

        Raises:
            BadInput: No bundle of such a node waits, and none was ever enrolled.
        """
        self.enrol(node)
        return self.retry()

    def enrol(self, node: str) -> None:
        """
        Enrol a node that waits, or one that was revoked; what it sent goes on waiting until ``retry``.

        Raises:
            BadInput: No bundle of such a node waits, and none was ever enrolled.
        """
        state = {row.node: row.bundle for row in self._store.waiting()}
        with self._store.begin() as connection:
            id_ = NodeId(bytes.fromhex(node)) if _NODE.fullmatch(node) else NodeId(b"")
            if enrol.state_of(connection, id_) is not NodeState.NONE:
                enrol.accept(connection, self._store.now_s(), node=id_, verify_key=b"", site="")
            elif node in state:
                header = open_prefix(self._keys, self._waiting.bytes_of(state[node])).header
                key, site = header.verify_key, header.site
                enrol.accept(connection, self._store.now_s(), node=id_, verify_key=key, site=site)
            else:
                raise BadInput(
                    "Ninguna computadora «%(node)s» espera ni está inscrita. Mire «chasqui-hub node list».", node=node
                )

    def _retry_one(self, id_: str) -> int:
        data = self._waiting.bytes_of(id_)
        try:
            taken = self._apply(open_prefix(self._keys, data), Asked(data))
        except NewerFormat:
            return 0
        except SyncError as error:
            _log.warning("waiting_dropped bundle=%s why=%s", id_[:12], type(error).__name__)
            self._waiting.drop(id_)
            return 0
        return _new(taken)

    def _apply(self, opened: Opened, one: Asked) -> Taken | Full:
        return self._commits.commit([self._bundle(opened, one)]).answers[0]

    def _bundle(self, opened: Opened, one: Asked) -> Bundle:
        with self._store.read() as connection:
            ready = self._commits.drafted(connection, opened)
        return Bundle(opened, one.data, one.most, one.keep, ready)


def _new(taken: Taken | Full) -> int:
    return taken.new_events if isinstance(taken, Taken) else 0
