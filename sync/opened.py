"""The bundle as its hub reads it: whatever prefix of it arrived, as far as it verifies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from shared.errors import BadBundle, NewerFormat
from shared.events import Fields, canonical
from shared.ids import Head, Incarnation, NodeId
from sync.bundle import MAX_BUNDLE_BODY_BYTES
from sync.chain import HEAD_BYTES, MAX_BODY_BYTES, Position, heads_after
from sync.feed import FeedItem
from sync.frames import decode_frame
from sync.header import BRIEF_AT, Header, Opening, Recall, forget, open_header, without_gaps
from sync.keys import HubKeys, node_id_of
from sync.lives import HubIncarnation
from sync.resumption import Names, kept, secret_after
from sync.returning import items_in
from sync.stream import decrypt
from sync.tables import Tables


@dataclass(frozen=True, slots=True)
class Frame:
    """Verified events that follow each other: as fields, as canonical bytes, and the head after each."""

    incarnation: Incarnation
    first_seq: int
    records: list[dict[int, Any]]
    bodies: list[bytes]
    heads: list[Head]

    @property
    def end(self) -> Position:
        """The position of the last event."""
        return Position(self.incarnation, self.first_seq + len(self.heads) - 1, self.heads[-1])


@dataclass(frozen=True, slots=True)
class Opened:
    """
    The verified prefix of a bundle.

    ``verified_bytes`` is where the first frame that did not verify begins. When ``problem`` is empty and the bundle is
    not ``complete``, it was only cut: more bytes may follow. When ``newer``, the rest waits for an update.
    """

    header: Header
    node_id: NodeId
    frames: list[Frame]
    complete: bool
    verified_bytes: int
    end: Position
    problem: str = ""
    newer: bool = False
    resumed: HubIncarnation | None = None
    secret: bytes = b""
    names: Names = field(default_factory=dict)
    """Whether it went on from an exchange, and what is remembered once all of it is acked."""
    returned: tuple[FeedItem, ...] = ()
    """What the node gives back, as far as it arrived. Nobody vouches for these items yet."""
    skimmed: bool = False
    """Only looked through: it brings no events, whatever it holds."""

    @property
    def health(self) -> Mapping[int, Any]:
        """What the laptop says of itself."""
        return self.header.health


def open_prefix(hub: HubKeys, data: bytes, recall: Recall = forget) -> Opened:
    """
    Open the bundle that *data* is, or is the beginning of: everything up to the first frame that does not verify.

    Heads are recomputed from the header's base: a record that the node did not sign is never returned. *recall* knows
    the tickets of bundles that go on from an earlier exchange.

    Raises:
        BadBundle: The header is not there, is damaged, is for another hub or names runs with a gap.
        Untrusted: The header is not signed by the key that it names.
        NewerFormat: A later version made it: keep the bytes and open them after an update.
        Forgotten: It goes on from an exchange that nobody remembers here: it must be said in full.
    """
    return open_frames(open_header(hub, data, recall), data)


def open_frames(opening: Opening, data: bytes, *, skim: bool = False) -> Opened:
    """
    Open what follows the header of the bundle that *data* is, or is the beginning of.

    *skim*: only look which frames are all there and undamaged. To read records is dear, and those of a sender who is
    not believed do not count.
    """
    header, resumed = opening.header, opening.resumed
    if not without_gaps(header.base, header.runs):
        raise BadBundle("El paquete anuncia registros salteados. Vuelva a generarlo en la computadora de origen.")
    prefix = _Prefix(header, Tables(resumed.names if resumed else None))
    returned: list[FeedItem] = []
    verified, complete, problem, newer = opening.frames_at, not header.runs, "", False
    try:
        for plain, after, last in _frames_in(opening, data):
            if not skim:
                prefix.add(plain, last=last)
            verified, complete = after, last
        if complete and header.returned:
            complete = False
            for item, after in items_in(header.secret, data, verified, header.returned):
                returned.append(item)
                verified = after
            complete = len(returned) == header.returned
    except BadBundle as error:
        problem, newer = str(error), isinstance(error, NewerFormat)
    return Opened(
        header=header,
        node_id=node_id_of(header.verify_key),
        frames=prefix.frames,
        complete=complete and not problem,
        verified_bytes=verified,
        end=prefix.end,
        problem=problem,
        newer=newer,
        resumed=resumed.hub_incarnation if resumed else None,
        secret=resumed.secret if resumed else secret_after(header.secret),
        names=kept(prefix.tables.names()),
        returned=tuple(returned),
        skimmed=skim,
    )


def _frames_in(opening: Opening, data: bytes) -> Iterator[tuple[bytes, int, bool]]:
    """Give the frames of events, with the offset after each and whether it is the last."""
    key, at, alone = opening.header.stream_key, opening.frames_at, not opening.header.returned
    if not opening.header.runs:
        if alone and len(data) > at:
            raise BadBundle("El paquete trae bytes de más después de su final. Lo demás sí se recibió.")
    elif opening.resumed:
        yield from islice(decrypt(key, data, BRIEF_AT), 1, None)
    else:
        yield from decrypt(key, data, at, alone=alone)


class _Prefix:
    """The part of a bundle that has verified so far."""

    def __init__(self, header: Header, tables: Tables) -> None:
        self.frames: list[Frame] = []
        self.end = header.base
        self.tables = tables
        self._header = header
        self._ranges = [(run.incarnation, run.first_seq, run.count) for run in reversed(header.runs)]
        self._bytes_left = MAX_BUNDLE_BODY_BYTES

    def add(self, plain: bytes, *, last: bool) -> None:
        """
        Take one more frame whole, or nothing of it.

        Raises:
            BadBundle: Its head is not the one that its records give, or it is not what the header announced.
            NewerFormat: A later version made it.
        """
        head, columns = (self._header.end_head, plain) if last else (plain[:HEAD_BYTES], plain[HEAD_BYTES:])
        frame, ranges = self._frame(columns, head)
        if last and ranges:
            raise BadBundle("El paquete termina antes de lo que anuncia. Vuelva a enviarlo.")
        self.frames.append(frame)
        self.end, self._ranges = frame.end, ranges

    def _frame(self, columns: bytes, head: bytes) -> tuple[Frame, list[tuple[Incarnation, int, int]]]:
        records = decode_frame(columns, self.tables)
        bodies = _bodies(records, self._bytes_left)
        heads = heads_after(self.end.head, bodies)
        if not self._ranges or len(records) > self._ranges[-1][2] or not heads[-1].startswith(head):
            raise BadBundle("Los registros de un bloque no son los que se firmaron. Se pide de nuevo desde ahí.")
        incarnation, first_seq, count = self._ranges[-1]
        rest = [(incarnation, first_seq + len(records), count - len(records))] if count > len(records) else []
        self._bytes_left -= sum(map(len, bodies))
        return Frame(incarnation, first_seq, records, bodies, heads), self._ranges[:-1] + rest


def _bodies(records: Sequence[Fields], max_bytes: int) -> list[bytes]:
    try:
        bodies = [canonical(record) for record in records]
    except (OverflowError, RecursionError, TypeError, ValueError) as error:
        raise BadBundle("Un registro del paquete no tiene la forma debida. Vuelva a generarlo.") from error
    if max(map(len, bodies)) > MAX_BODY_BYTES or sum(map(len, bodies)) > max_bytes:
        raise BadBundle("Los registros del paquete son demasiado grandes. Vuelva a generarlo con menos.")
    return bodies
