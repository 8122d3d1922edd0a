from pathlib import Path

from edge.accounts import StoreAccounts
from edge.store import Store
from shared.web import Credential, Role, Session, Throttle
from shared.web.accounts import Accounts
from tests.edge.building import ANA, FakeClock, new_store

SESSION = Session(b"h" * 32, "ana", Role.TEACHER, ANA, opened_s=1_000, seen_s=1_000)


def test_the_store_keeps_what_signing_in_needs(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        accounts: Accounts = StoreAccounts(store.db)
        accounts.set_credential(Credential("ana", Role.TEACHER, "$argon2id$x", ANA))
        accounts.set_credential(Credential("ana", Role.IT, "$argon2id$y", ANA))

        assert accounts.credential("ana") == Credential("ana", Role.IT, "$argon2id$y", ANA)
        assert accounts.credential("beto") is None


def test_a_session_is_seen_touched_and_closed(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        accounts = StoreAccounts(store.db)
        accounts.open_session(SESSION)
        accounts.touch_session(SESSION.token_hash, 1_060)
        seen = accounts.session(SESSION.token_hash)
        accounts.close_sessions_of("ana")

        assert seen is not None
        assert seen.seen_s == 1_060
        assert accounts.session(SESSION.token_hash) is None


def test_sessions_of_days_ago_are_forgotten(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        accounts = StoreAccounts(store.db)
        accounts.open_session(SESSION)
        accounts.open_session(Session(b"i" * 32, "beto", Role.TEACHER, ANA, opened_s=900_000, seen_s=900_000))

        assert store.db.value("SELECT count(*) FROM sessions") == 1


def test_delays_survive_a_restart(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        StoreAccounts(store.db).set_throttle("account:ana", Throttle(6, 77))
    with Store(tmp_path / "node.db", FakeClock()) as store:
        assert StoreAccounts(store.db).throttle("account:ana") == Throttle(6, 77)
        assert StoreAccounts(store.db).throttle("account:beto") == Throttle()
