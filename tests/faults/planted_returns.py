"""Errors about a hub that was set back, and what comes back to it: lives, decisions, revocations, codes."""

from tests.faults.planted_errors import Planted, story, told_alike

_TWICE = "hub restored twice from one backup"
_DEAD_ACK_LAST = "hub restored twice; an ack of the dead hub comes last"
_SUPERSEDED = "hub restored: a lost decision superseded one, then a newer one is made"
_SET_BACK = "running hub set back under its process"
_SET_BACK_SILENT = "running hub set back under its process, nothing decided since"
_ONLY_NODE = "hub restored: lost decisions come back from the only node"
_NO_TRACE = "hub restored, no trace of the node"

RETURNS = (
    Planted(
        "no rewind",
        "5, 7: what a restored hub lost is not sent again",
        "sync/ack.py",
        'before, proof = (cursor.acked, cursor.proof) if same else (START, b"")',
        'before, proof = (cursor.acked, cursor.proof) if same else (cursor.acked, b"")',
        (story(_TWICE),),
    ),
    Planted(
        "unordered hub incarnation",
        "4, 5: an answer of a dead hub is believed",
        "sync/ack.py",
        "return known is None or ack.hub_incarnation >= known",
        "return True",
        (story(_DEAD_ACK_LAST), "tests/sync/test_ack.py"),
    ),
    Planted(
        "feed number reused",
        "7: the hub goes on by number, whatever the node had under it",
        "sync/feed.py",
        "if position and (at < 1 or at > len(entries) or entries[at - 1].position != position):",
        "if position and (at < 1 or at > len(entries)):",
        (story(_SUPERSEDED), story("hub restored: two nodes hold different, overlapping lost items")),
    ),
    Planted(
        "latest number wins",
        "7: the place in the stream decides, not the birth",
        "sync/feed.py",
        "for item in sorted(items, key=birth_order)}",
        "for item in items}",
        (story(_SUPERSEDED), "tests/sync/test_feed.py"),
    ),
    Planted(
        "the smaller birth wins",
        "7: of two decisions of one life the earlier one holds",
        "sync/feed.py",
        "    return item.birth, digest_of(item)",
        "    return (item.birth[0], -item.birth[1]), digest_of(item)",
        (story("node restored with an older feed position"), "tests/sync/test_feed.py"),
    ),
    Planted(
        "nothing is given back",
        "7: what a restored hub lost stays lost to it",
        "sync/session.py",
        "    return to_give_back(outbox.lost((ALL, who.site)), who.hub)",
        "    return to_give_back(outbox.lost(()), who.hub)",
        (story(_ONLY_NODE),),
    ),
    Planted(
        "taken back at each return",
        "7: an item that two nodes give back is admitted twice",
        "hub/readmission.py",
        "        if any(digest_of(one) == digest_of(item) for one in rivals):\n            continue\n",
        "",
        (story("one lost item given back by two nodes, one reply lost"),),
    ),
    Planted(
        "taken back in silence",
        "7: a decision gives way to an older one, and nobody is told",
        "hub/readmission.py",
        "disputed=bool(rivals)",
        "disputed=len(rivals) > 9",
        (story(_SET_BACK), "tests/hub/test_readmission.py"),
    ),
    Planted(
        "taken back from anybody",
        "what no hub of ours signed becomes a decision",
        "hub/readmission.py",
        "if item.stream in (ALL, site) and is_of(item, hub)]",
        "if item.stream in (ALL, site)]",
        ("tests/hub/test_readmission.py",),
    ),
    Planted(
        "taken back for another site",
        "a school gives the hub decisions of another one",
        "hub/readmission.py",
        "if item.stream in (ALL, site) and is_of(item, hub)]",
        "if is_of(item, hub)]",
        ("tests/hub/test_readmission.py",),
    ),
    Planted(
        "no new life for what comes back",
        "7: new decisions are born before the one that came back, and never hold",
        "hub/readmission.py",
        "if item.birth[0] >= life:",
        "if item.birth[0] == life:",
        ("tests/hub/test_readmission.py",),
    ),
    Planted(
        "issued again after the last number",
        "7: a decision that holds no more is not issued anew",
        "hub/streams.py",
        "holds = latest(of_subject(connection, stream, subject)).get(subject)",
        "holds = next(iter(of_subject(connection, stream, subject)[::-1]), None)",
        ("tests/hub/test_readmission.py",),
    ),
    Planted(
        "stick items dropped",
        "7: a page that does not move the stream brings nothing",
        "edge/outbox.py",
        "            self._move(page)\n            new = [",
        "            was = self.feed_positions()\n            self._move(page)\n"
        "            if was == self.feed_positions():\n                return []\n            new = [",
        ("tests/edge/test_outbox.py", story("a page of the dead hub comes to a node that follows the new one")),
    ),
    Planted(
        "a set-back hub unseen",
        "5, 7: the hub ignores what a node proves",
        "sync/lives.py",
        "return shown is not None and (shown > own or (shown == own and lacks))",
        "return shown is not None and shown > own",
        (story(_SET_BACK_SILENT), "tests/sync/test_lives.py"),
    ),
    Planted(
        "no new life on evidence",
        "5: a hub whose clock stands in 1970 is never believed again",
        "sync/lives.py",
        "return shown is not None and (shown > own or (shown == own and lacks))",
        "return shown is not None and shown == own and lacks",
        ("tests/sync/test_ack.py",),
    ),
    Planted(
        "a life no later than the one shown",
        "5: the answer of the restored hub is older than what the node knows",
        "sync/lives.py",
        "for seen in (own, shown) if seen)",
        "for seen in (own,) if seen)",
        ("tests/sync/test_ack.py",),
    ),
    Planted(
        "a code that revives a key",
        "a revocation that a restored hub lost is undone by an old code",
        "hub/standing.py",
        "NodeState.NONE or answered_before or was_revoked",
        "NodeState.NONE or was_revoked",
        (told_alike(_NO_TRACE), "tests/hub/test_waiting.py"),
    ),
    Planted(
        "a code for who was revoked",
        "a revocation that came back is undone by a code",
        "hub/standing.py",
        "NodeState.NONE or answered_before or was_revoked(connection, opened.node_id):",
        "NodeState.NONE or answered_before:",
        ("tests/hub/test_restores.py",),
    ),
    Planted(
        "codes that outlive a restore",
        "somebody uses a code again that was used in a life of the hub that is lost",
        "hub/restores.py",
        "voided = enrol.void_codes(connection, lost_ms)",
        "voided = 0",
        ("tests/hub/test_restores.py",),
    ),
    Planted(
        "a revocation that comes back for nothing",
        "a stolen laptop is believed again after a restore",
        "hub/lost_work.py",
        "    KIND: lambda connection, _, item: heed(connection, item),\n",
        "",
        ("tests/hub/test_restores.py",),
    ),
    Planted(
        "a restore that nobody notices",
        "a plan is drawn without what schools know and the hub lost",
        "hub/standing.py",
        "if missing or not remembers(connection, shown.hub_incarnation):",
        "if missing and not remembers(connection, shown.hub_incarnation):",
        ("tests/hub/test_restores.py",),
    ),
)
