"""Errors of what the hub shares: the folder that uploads arrive in, the database of one service, what nights keep."""

from tests.faults.planted_errors import Planted

_TOGETHER = ("tests/hub/test_committing.py",)
_SPOOL, _POSTGRES = ("tests/hub/test_spool.py",), ("tests/hub/test_postgres.py",)

SERVICES = (
    Planted(
        "an upload that somebody evicted",
        "9: reading what another thread forgot meanwhile ends an exchange",
        "hub/spool.py",
        "            return self._path(id_).read_bytes()\n        except FileNotFoundError:",
        "            return self._path(id_).read_bytes()\n        except PermissionError:",
        _SPOOL,
    ),
    Planted(
        "an upload forgotten while it arrives",
        "9: a full spool takes the file from under who writes it",
        "hub/spool.py",
        "if path.name not in self._writers and path.name != but:",
        "if path.name != but:",
        _SPOOL,
    ),
    Planted(
        "the newest upload makes room",
        "9: who was about to end begins again, and who went away is kept",
        "hub/spool.py",
        "for touched_s, size in _stat(path))\n        self._used = sum(",
        "for touched_s, size in _stat(path))[::-1]\n        self._used = sum(",
        _SPOOL,
    ),
    Planted(
        "an upload opened byte by byte",
        "12: who sends a byte at a time makes the hub open all that came, each time",
        "hub/exchange.py",
        "if not damaged and not self._looks.tells_more(request.id, data):",
        "if not damaged and not self._looks.may_open(request.id, data):",
        ("tests/hub/test_exchange.py",),
    ),
    Planted(
        "records of a stranger",
        "12: a whole bundle of who is not enrolled is read, each time it is asked for",
        "hub/ingest.py",
        "if not self._is_known(opening):",
        "if not one.keep and not self._is_known(opening):",
        ("tests/hub/test_exchange.py",),
    ),
    Planted(
        "two histories in one file",
        "5: of two openings of one name, the file tells the records of one for the other's",
        "hub/ingest.py",
        "if bundle is not None and own and not own & openings:",
        "if bundle is not None and own:",
        _TOGETHER,
    ),
    Planted(
        "a line without an end",
        "a node breaks off, and sends again what the hub holds",
        "hub/front.py",
        "await asyncio.wait([ending], timeout=patience_s)",
        "await asyncio.wait([ending], timeout=600 + patience_s)",
        ("tests/hub/test_front.py",),
    ),
    Planted(
        "two services on one database",
        "the lock of a service lets others in",
        "hub/postgres.py",
        "pg_try_advisory_lock({_SERVICE})",
        "pg_try_advisory_lock_shared({_SERVICE})",
        _POSTGRES,
        needs_postgres=True,
    ),
    Planted(
        "a broken lock that nobody takes again",
        "a server that was away for a moment leaves the database to anybody",
        "hub/postgres.py",
        "            again = _locked_again(engine, over, every_s)\n",
        "            again = engine.connect()\n",
        _POSTGRES,
        needs_postgres=True,
    ),
    Planted(
        "a lost lock that nobody hears of",
        "a service goes on beside the one that took its place",
        "hub/postgres.py",
        "            if again is None:\n                break\n            held = again\n",
        "            if again is None:\n                return\n            held = again\n",
        _POSTGRES,
        needs_postgres=True,
    ),
    Planted(
        "a settled day that somebody goes on from",
        "a copy of a laptop follows what no night looks at any more, and its days are dated from nothing known",
        "hub/weekly/bucket.py",
        "        if self.kept.settled.is_reached_by(new):\n",
        "        if not new:\n",
        ("tests/hub/weekly/test_kept.py",),
    ),
    Planted(
        "heads that are left behind",
        "what came twice counts twice where nothing tells the two apart",
        "hub/weekly/raw.py",
        "replaced | np.isin(of, apart)",
        "replaced",
        ("tests/hub/weekly/test_raw.py",),
    ),
)
