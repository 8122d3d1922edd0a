"""Errors of the two machines: what a crash, a power cut, a full quarantine or a carrier would make of them."""

from tests.faults.planted_errors import Planted, story

_GAP = "references in pipelined bundles, the first one lost"

MACHINES = (
    Planted(
        "folded outside the transaction",
        "a crash leaves facts that no table counts",
        "edge/log.py",
        "            folds = Folds(self._db.execute, self._news.kinds())\n            for event in events:\n",
        '            self._db.write("COMMIT")\n'
        '            self._db.write("BEGIN")\n'
        "            folds = Folds(self._db.execute, self._news.kinds())\n            for event in events:\n",
        ("tests/faults/test_invariants.py",),
    ),
    Planted(
        "the node does not wait for the disk",
        "2: a power cut undoes what was told saved",
        "edge/database.py",
        "PRAGMA synchronous=FULL",
        "PRAGMA synchronous=NORMAL",
        ("tests/edge/test_database.py",),
    ),
    Planted(
        "the hub does not wait for the disk",
        "2: a power cut undoes what was acked",
        "hub/database.py",
        '"synchronous=FULL"',
        '"synchronous=OFF"',
        ("tests/hub/test_database.py",),
    ),
    Planted(
        "a segment that is not synced",
        "2: the rows outlive the file they name",
        "shared/whole.py",
        "        disk.sync(part)\n",
        "",
        ("tests/hub/test_lake.py",),
    ),
    Planted(
        "a segment's name that is not synced",
        "2: the rows outlive the name of the file",
        "shared/whole.py",
        "    disk.sync(path.parent)\n",
        "",
        ("tests/hub/test_lake.py",),
    ),
    Planted(
        "quarantine that is not synced",
        "a power cut empties a bundle that was answered with held",
        "shared/whole.py",
        "        disk.sync(part)\n",
        "",
        ("tests/hub/test_waiting.py",),
    ),
    Planted(
        "a stick that is not synced",
        "a stick pulled out after copied holds nothing",
        "shared/whole.py",
        "            self._sync(descriptor)\n",
        "            pass\n",
        ("tests/sync/test_whole.py",),
    ),
    Planted(
        "a half segment that stays",
        "on a full disk every attempt leaves another half",
        "shared/whole.py",
        "        forget(part)\n",
        "        pass\n",
        ("tests/hub/test_lake.py", "tests/shared/test_whole.py"),
    ),
    Planted(
        "a stick that is not read back",
        "a failing stick says copied",
        "sync/whole.py",
        "same = path.read_bytes() == data",
        "same = path.exists()",
        ("tests/sync/test_whole.py",),
    ),
    Planted(
        "quarantine thrown away",
        "what an unknown computer sent is lost",
        "hub/waiting.py",
        "elif keep and wait in (Wait.UNKNOWN, Wait.REVOKED) and not opened.header.count:",
        "elif keep and wait in (Wait.UNKNOWN, Wait.REVOKED):",
        ("tests/hub/test_waiting.py",),
    ),
    Planted(
        "quarantine without bounds",
        "12: strangers fill the disk",
        "hub/waiting.py",
        "int(connection.execute(strangers).scalar_one()) + size <= MAX_UNKNOWN_BYTES",
        "int(connection.execute(strangers).scalar_one()) >= 0",
        ("tests/hub/test_waiting_strangers.py",),
    ),
    Planted(
        "a model swap in two steps",
        "14: a crash between them leaves no model in force",
        "edge/models_heard.py",
        "        with self._db.transaction():\n            gives_way = ",
        "        if True:\n            gives_way = ",
        ("tests/faults/test_invariants.py",),
    ),
    Planted(
        "a model written in place",
        "14: a crash while it is written leaves half a model under its name",
        "sync/roads.py",
        "    write_whole(into, data)\n",
        "    into.parent.mkdir(parents=True, exist_ok=True)\n    into.write_bytes(data)\n",
        ("tests/sync/test_roads.py",),
    ),
    Planted(
        "a model that is not verified",
        "14: a damaged file is put in force",
        "sync/roads.py",
        "if len(data) != manifest.size or hashlib.sha256(data).hexdigest() != manifest.sha256:",
        "if len(data) != manifest.size:",
        ("tests/sync/test_roads.py", "tests/edge/test_models_store.py"),
    ),
    Planted(
        "source keys ignored",
        "1: a file imported twice is counted twice",
        "edge/log.py",
        'if key in seen or self._db.value("SELECT 1 FROM source_keys WHERE key = ?", key):',
        "if key in seen:",
        ("tests/edge/test_log.py",),
    ),
    Planted(
        "a form spent before its record",
        "a form whose facts were refused can never be sent again",
        "edge/log.py",
        "            if not fresh or (once and not self.spend(once)):\n",
        "            spent = bool(once) and not self.spend(once)\n"
        '            self._db.write("COMMIT")\n            self._db.write("BEGIN")\n'
        "            if not fresh or spent:\n",
        ("tests/edge/test_log_forms.py",),
    ),
    Planted(
        "a bundle sealed anew at each try",
        "what a cut left at the hub is of no use",
        "sync/session.py",
        "    if runs:\n        outbox.keep_bundle(bundle)\n",
        "",
        ("tests/sync/test_session.py",),
    ),
    Planted(
        "fields of a later version dropped",
        "15: what an older hub does not know is gone",
        "hub/lake.py",
        '"body": [frame.bodies[at] for frame, at in places],',
        '"body": [b"\\x80" if 250 in frame.records[at] else frame.bodies[at] for frame, at in places],',
        ("tests/faults/test_invariants.py",),
    ),
    Planted(
        "quarantine in the open",
        "13: what waits lies readable on the hub's disk",
        "hub/waiting.py",
        "        write_whole(self._path(id_), data, disk=self._disk)\n        site =",
        '        write_whole(self._path(id_), b"".join(b for f in opened.frames for b in f.bodies), disk=self._disk)\n'
        "        site =",
        (story(_GAP),),
    ),
    Planted(
        "records in the log",
        "13: pseudonyms are written where support reads them",
        "hub/ingest.py",
        '_log.info("bundle=%s node=%s state',
        '_log.info("records=%s", [frame.records for frame in opened.frames])\n'
        '        _log.info("bundle=%s node=%s state',
        ("tests/faults/test_invariants.py",),
    ),
)
