"""The classic errors of a protocol such as this: what is taken for what, and what an answer promises."""

from tests.faults.planted_errors import Planted, story

_KILL = "kill -9: hub before and after the commit, node between"
_GAP = "references in pipelined bundles, the first one lost"
_NODE_RESTORED = "node restored; the lost branch is at the hub"
_RESTORED_TWICE = "node restored twice from one copy, each time with other facts"
_TWO_WRITE = "running snapshot: both write, one closes its incarnation first"
_CLOSED = "running snapshot: one hears that the other's incarnation is complete before it sends"
_HEARS = "running snapshot: one hears the hub's position of the other before it sends"

PROTOCOL = (
    Planted(
        "ack without head",
        "4: a position of another branch counts as the node's own",
        "edge/entries.py",
        "self._records.head_at(pos) == position.head",
        "self._records.head_at(pos) is not None",
        (story(_HEARS),),
    ),
    Planted(
        "dedup on seq alone",
        "1, 5: the second branch of a fork is taken for the first",
        "hub/tree.py",
        "if _head(row, position.seq) == position.head)",
        "if row.count)",
        (story(_TWO_WRITE),),
    ),
    Planted(
        "ack before commit",
        "4: the answer leaves although nothing was committed",
        "hub/database.py",
        "                with transaction:\n                    yield connection\n",
        "                yield connection\n                try:\n                    transaction.commit()\n"
        "                except Exception:\n                    connection.rollback()\n",
        (story(_KILL),),
    ),
    Planted(
        "ack over a gap",
        "6: events are stored whose parents the hub does not hold",
        "sync/inbox.py",
        "if base != START and not holds(base):",
        "if base != START and not frames:",
        (story(_GAP),),
    ),
    Planted(
        "heads that depend on frames",
        "3, 5: the head of an event changes with the cut of its frame",
        "sync/chain.py",
        "return list(accumulate(bodies, next_head, initial=head))[1:]",
        'return list(accumulate((b"%d" % at + body for at, body in enumerate(bodies)), next_head, initial=head))[1:]',
        (story("cut after one frame, resumed from the prefix"),),
    ),
    Planted(
        "a bit for a closed incarnation",
        "4: an incarnation that was left counts as received whole",
        "edge/entries.py",
        "return pos if self._records.head_at(pos) == position.head else None",
        "return following - 1 if following is not None else "
        "pos if self._records.head_at(pos) == position.head else None",
        (story(_CLOSED), story(_TWO_WRITE)),
    ),
    Planted(
        "node id in the identity",
        "1, 5: what another key brought is not known again",
        "hub/appending.py",
        "lambda position: tree.holds(connection, position)",
        "lambda position: position == START or position in tree.tips_for(connection, opened.node_id)",
        (story("twin re-enrolled under a new key"),),
    ),
    Planted(
        "an incarnation used twice",
        "3: a restored copy writes on under the old name",
        "edge/log.py",
        "Incarnation(secrets.token_bytes(8)), self._records.count() + 1",
        'Incarnation(self._records.count().to_bytes(8, "big")), self._records.count() + 1',
        (story(_RESTORED_TWICE),),
    ),
    Planted(
        "what waits is dropped",
        "10: a bundle that came too early is forgotten",
        "hub/committing.py",
        "wait, why = Wait.GAP, str(gap)",
        'wait, why = None, ""',
        (story("duplicates, reorder, overlap, pipelining, HTTP and USB at once"), "tests/hub/test_waiting.py"),
    ),
    Planted(
        "held counts as received",
        "4: quarantine moves the cursor",
        "sync/ack.py",
        '(ack.received, *ack.tips) if ack.state == "ok" else ()',
        "(ack.received, *ack.tips)",
        ("tests/sync/test_ack.py",),
    ),
    Planted(
        "marks of any incarnation",
        "2: a fact is dated by the clock of another opening",
        "hub/branch_fold.py",
        "spells.append(Spell())",
        "spells.append(Spell(spells[-1].marks if spells else ()))",
        ("tests/hub/test_folds.py",),
    ),
    Planted(
        "a day that is never moved",
        "2, 10: a later mark does not date old facts again",
        "hub/branch_fold.py",
        "if moved(pieces(branch.spells, branch.since), told, DAY_S):",
        "if not branch.spells and moved(pieces(branch.spells, branch.since), told, DAY_S):",
        ("tests/hub/test_folds.py", "tests/hub/test_parity.py"),
    ),
    Planted(
        "marks of a twin",
        "2: a mark dates a branch that it is not on",
        "hub/branches.py",
        "        if leaf.id in followed:\n            continue\n        path = list(_path_to(leaf, by_id))\n",
        "        if leaf.id in followed:\n            continue\n"
        "        path = [(one, one.last_seq) for one in sorted(stretches, key=lambda one: one.id)]\n",
        ("tests/hub/test_branches.py",),
    ),
    Planted(
        "a receipt that bounds nothing",
        "2: a clock of years ahead dates what was received before",
        "shared/dating.py",
        "return self._replace(by=by if self.by is None else min(self.by, by))",
        "return self",
        ("tests/shared/test_dating.py",),
    ),
    Planted(
        "orphans are read",
        "1: a segment that no row lists counts",
        "hub/store.py",
        "            return list(\n"
        "                connection.execute(select(table.c.name).where(table.c.kind == kind).order_by(table.c.name))"
        ".scalars()\n            )",
        "            connection.execute(select(table))\n"
        '            files = (self.config.lake_folder / kind).glob("*.parquet")\n'
        '            return sorted(f"{kind}/{path.name}" for path in files)',
        (story(_KILL), "tests/hub/test_ingest.py"),
    ),
    Planted(
        "a silent twin",
        "a fork that nobody is told of",
        "sync/inbox.py",
        "return first is not None and any(",
        "return first is None and any(",
        (story(_NODE_RESTORED),),
    ),
    Planted(
        "a spool with holes",
        "9: bytes from beyond what is held are written",
        "hub/spool.py",
        "if offset > (self.held(id_) or 0):",
        "if offset > total:",
        ("tests/faults/test_invariants.py", "tests/hub/test_spool.py"),
    ),
    Planted(
        "a spool that keeps what is damaged",
        "9: the sender goes on after bytes that never verify",
        "hub/exchange.py",
        "        if good < len(data):\n            self._spool.truncate(request.id, good)\n",
        "",
        ("tests/faults/test_invariants.py",),
    ),
    Planted(
        "no end head",
        "8: what was decoded is not compared with what was signed",
        "sync/opened.py",
        "or len(records) > self._ranges[-1][2] or not heads[-1].startswith(head):",
        "or len(records) > self._ranges[-1][2]:",
        ("tests/sync/test_bundle.py",),
    ),
    Planted(
        "a bundle of another key",
        "5: the hub answers the key that signed, and the node cannot take the answer",
        "sync/session.py",
        "kept.node_id == who.keys.node_id and kept",
        "bool(kept.node_id) and kept",
        (story("re-enrolled under a new key with a bundle of the old one under way"),),
    ),
    Planted(
        "one tree for schools that begin alike",
        "5: the ends of other schools push a node's own out of its ack",
        "hub/tree.py",
        "return first.incarnation.hex() + first.heads[0].hex()",
        "return first.heads[0].hex()",
        ("tests/hub/test_tree.py",),
    ),
    Planted(
        "the shallow ends are told",
        "5: an ack that is full keeps the wrong positions",
        "sync/ack.py",
        "tips=tips[-MAX_TIPS:]",
        "tips=tips[:MAX_TIPS]",
        ("tests/sync/test_ack.py",),
    ),
    Planted(
        "a code for many",
        "a one-time code enrols whoever has it",
        "hub/enrol.py",
        "table.used_by.is_(None) & (table.expires_s > now_s)",
        "table.expires_s > now_s",
        ("tests/hub/test_waiting.py",),
    ),
)
