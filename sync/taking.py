"""What a reply to a node brings: it is verified and applied, an ack by itself and each page whole or not at all."""

import logging
from dataclasses import dataclass

from shared.errors import SyncError, Untrusted
from sync.ack import Ack, believes, open_ack
from sync.bundle import Sender
from sync.feed import ALL, FeedItem, Marks
from sync.outbox import Outbox
from sync.pages import Page, is_open_and_packed, open_slice
from sync.reply import CutReply, Reply
from sync.roads import Road

MAX_STRANGE = 64
"""Packed pages on one stick that turn out to be nobody's: a kilobyte of each takes as long as a megabyte."""
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Patience:
    """How many more of them are looked at."""

    left: int = MAX_STRANGE


@dataclass(frozen=True, slots=True)
class Taken:
    """What a reply brought: its ack, the new items, its pages, and what was no page."""

    ack: Ack
    items: list[FeedItem]
    pages: list[Page]
    problem: SyncError | None
    cut: bool = False
    """The road broke before all of it had come."""

    @property
    def left(self) -> int:
        """How many entries the hub still has; after marks, or a cut, there is at least one to ask for again."""
        return sum(1 if isinstance(page, Marks) else page.left for page in self.pages) + self.cut


def take_waiting(outbox: Outbox, road: Road, who: Sender) -> tuple[list[FeedItem], SyncError | None]:
    """
    Take the replies that lie on a stick. A stale or foreign one is skipped: the next may be good.

    Those without an ack are pages for every school. Returns the new items, and what was wrong with a page of the last
    reply.
    """
    items: list[FeedItem] = []
    problem: SyncError | None = None
    patience = _Patience()
    for reply in road.collect(who.keys.node_id):
        try:
            if reply.ack:
                _heed(outbox, reply, who)
        except SyncError as error:
            _log.warning("skipped_reply road=%s why=%s", road.name, type(error).__name__)
            continue
        new, _, problem = _take_pages(outbox, reply, who, patience)
        items += new
    return items, problem


def take(outbox: Outbox, reply: Reply, who: Sender) -> Taken:
    """
    Verify *reply* and apply it.

    The ack counts by itself, whatever the pages beside it are; each page counts whole or not at all.
    """
    ack = _heed(outbox, reply, who, asked=True)
    items, pages, problem = _take_pages(outbox, reply, who, _Patience())
    return Taken(ack, items, pages, problem, isinstance(reply, CutReply))


def _heed(outbox: Outbox, reply: Reply, who: Sender, *, asked: bool = False) -> Ack:
    ack = open_ack(reply.ack, who.hub, who.keys.node_id)
    if believes(outbox.hub_incarnation(), ack):
        outbox.advance(ack, reply.ack, asked=asked)
    return ack


def _take_pages(
    outbox: Outbox, reply: Reply, who: Sender, patience: _Patience
) -> tuple[list[FeedItem], list[Page], SyncError | None]:
    """Apply the pages that can be opened; return what is new, those pages, and what was wrong with the last other."""
    pages: list[Page] = []
    problem: SyncError | None = None
    for data in reply.slices:
        packed = is_open_and_packed(data)
        if packed and not patience.left:
            continue
        try:
            pages.append(_open_page(data, who))
        except SyncError as error:
            _log.warning("skipped_page bytes=%d why=%s", len(data), type(error).__name__)
            patience.left -= packed
            problem = _bare(error)
    return [item for page in pages for item in outbox.apply(page)], pages, problem


def _bare(error: SyncError) -> SyncError:
    """Return *error* without the frames that it came through: they hold the bytes that were refused, megabytes each."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _open_page(data: bytes, who: Sender) -> Page:
    page = open_slice(data, who.hub, who.keys)
    if page.stream not in (ALL, who.site):
        raise Untrusted("La respuesta trae decisiones de otro local. Se ignoró; avise a la oficina.")
    return page
