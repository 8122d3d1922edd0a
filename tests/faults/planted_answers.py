"""Errors in what a node makes of an answer that was cut, and a hub of what it is told about the road."""

from tests.faults.planted_errors import Planted

ANSWERS = (
    Planted(
        "half a page taken for one",
        "8: what is not whole of an answer is read",
        "sync/reply.py",
        "if max(start, at) > len(data):",
        "if start > len(data):",
        ("tests/sync/test_reply.py",),
    ),
    Planted(
        "a cut answer taken for a whole one",
        "5: what the hub still has is not asked for",
        "sync/taking.py",
        "return Taken(ack, items, pages, problem, isinstance(reply, CutReply))",
        "return Taken(ack, items, pages, problem)",
        ("tests/sync/test_session_cuts.py",),
    ),
    Planted(
        "the rest of another answer",
        "8: bytes of two answers are put together",
        "sync/rest.py",
        "return self.size <= len(answer) and self == of(answer[: self.size])",
        "return self.size <= len(answer)",
        ("tests/sync/test_rest.py",),
    ),
    Planted(
        "every answer from its beginning",
        "5: what is longer than the road carries at once never comes",
        "sync/http_road.py",
        "rest.headers(bytes(came))",
        'rest.headers(b"")',
        ("tests/faults/test_long_feed.py",),
    ),
    Planted(
        "a room that never shrinks",
        "5: an answer that was cut is asked for in the same size for ever",
        "sync/room.py",
        "self.by_cuts = max(LEAST_BYTES, min(self.bytes // 2, came))",
        "self.by_cuts = self.bytes",
        ("tests/sync/test_room.py",),
    ),
    Planted(
        "pages as large as ever",
        "5: the hub does not heed what the road can take",
        "hub/replying.py",
        "shown=here, most=left)",
        "shown=here, most=None)",
        ("tests/hub/test_streams.py",),
    ),
    Planted(
        "news lost with the road",
        "7: what came before the road broke changes no forecast and is told to nobody",
        "sync/session.py",
        "        if not (steps or waiting):\n            raise\n",
        "        if error:\n            raise\n",
        ("tests/edge/test_agent_replies.py",),
    ),
    Planted(
        "a revoked key told what it was told",
        "4: a settled answer is repeated to who is not recognised any more",
        "hub/exchange.py",
        "if known is not None and (not known.settled or self._ingest.recognises(known.node)):",
        "if known is not None:",
        ("tests/hub/test_exchange.py",),
    ),
)
