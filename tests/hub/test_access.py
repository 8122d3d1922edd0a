"""A token opens what it was given for, until its day, over no open air; of it the hub keeps what nobody can say."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from hub import access, schema
from hub.access import OPENS, Scope
from hub.acts import BY_COMMAND
from hub.app import MACHINES, SCOPES, create_app
from hub.history_told import lines_of
from hub.parts import open_parts
from hub.store import Store
from shared.acts import Actor
from shared.clock import ShiftedClock
from shared.errors import BadInput
from tests.hub.databases import Databases
from tests.hub.office import NOW, office

pytestmark = pytest.mark.databases

ADMIN = Actor("rosa", "Administración")


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path, databases=databases)
    yield opened
    opened.close()


def app_of(store: Store) -> Flask:
    return create_app(store.config, open_parts(store.config, store))


def give(store: Store, *scopes: str, name: str = "Prometheus", days: int = 30) -> str:
    return access.grant(store, name, scopes, days=days, by=ADMIN)[1]


def ask(
    store: Store, said: str = "", *, path: str = "/metrics", address: str = "127.0.0.1", tls: bool = False
) -> TestResponse:
    headers = {"Authorization": said} if said else {}
    url = "https://localhost" if tls else "http://localhost"
    where = {"REMOTE_ADDR": address}
    return app_of(store).test_client().get(path, headers=headers, base_url=url, environ_base=where)


@contextmanager
def later(store: Store, days: int) -> Iterator[Store]:
    """Open the same hub, so many days later."""
    with closing(Store(replace(store.config, clock=ShiftedClock(NOW + timedelta(days=days))))) as opened:
        yield opened


def test_a_token_opens_what_it_was_given_for(store: Store) -> None:
    assert ask(store, f"Bearer {give(store, 'metrics')}").status_code == 200


def test_a_token_of_another_scope_is_refused(store: Store) -> None:
    answer = ask(store, f"Bearer {give(store, *(one for one in Scope if one is not Scope.METRICS))}")

    assert (answer.status_code, "permiso" in answer.json["error"]) == (403, True)


@pytest.mark.parametrize("said", ["", "Bearer", "Bearer ", "Bearer chasqui_x", "Basic YTpi", "Bearer ñandú"])
def test_who_brings_no_token_that_holds_is_told_that_one_is_wanted(store: Store, said: str) -> None:
    give(store, "metrics")
    answer = ask(store, said)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="chasqui hub"')
    assert ("invalid_token" in answer.headers["WWW-Authenticate"]) == said.startswith("Bearer ") & (len(said) > 7)


def test_a_token_in_the_clear_over_the_air_is_refused_before_it_is_read(store: Store) -> None:
    token = give(store, "metrics")

    assert ask(store, f"Bearer {token}", address="192.168.1.7").status_code == 403
    assert ask(store, f"Bearer {token}", address="192.168.1.7", tls=True).status_code == 200
    assert ask(store, address="192.168.1.7").status_code == 403


def test_a_token_that_was_taken_back_opens_nothing_more(store: Store) -> None:
    token = give(store, "metrics")
    access.revoke(store, access.named(store, "prometheus").number, by=ADMIN)

    assert ask(store, f"Bearer {token}").status_code == 401
    with pytest.raises(BadInput):
        access.revoke(store, 1, by=ADMIN)
    with pytest.raises(BadInput):
        access.revoke(store, 9, by=ADMIN)


def test_a_token_ends_at_its_day(store: Store) -> None:
    token = give(store, "metrics", days=30)

    with later(store, 29) as near, later(store, 31) as over:
        assert [ask(one, f"Bearer {token}").status_code for one in (near, over)] == [200, 401]


def test_the_database_keeps_no_token(store: Store) -> None:
    token = give(store, "metrics")
    with store.read() as connection:
        row = connection.execute(schema.access.programs.select()).one()
        acts = [act.detail for act in store.acts()]

    assert token.removeprefix("chasqui_") not in repr(row) + repr(acts)
    assert len(token) == len("chasqui_") + 43


def test_the_last_day_of_use_is_kept_and_written_once_a_day(store: Store) -> None:
    token = give(store, "metrics")
    assert access.programs(store)[0].used is None
    writes: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda _c, _u, sql, *_: writes.append(sql))
    for _ in range(3):
        ask(store, f"Bearer {token}")

    assert access.programs(store)[0].used == NOW.date()
    assert len([sql for sql in writes if sql.startswith("UPDATE programs")]) == 1


def test_what_cannot_be_noted_is_read_all_the_same(store: Store) -> None:
    token = give(store, "metrics")
    # Somebody else writes for longer than this store waits.
    with closing(Store(store.config, patience_s=0.1, migrates=False)) as impatient, store.begin():
        answer = ask(impatient, f"Bearer {token}")

    assert answer.status_code == 200
    assert access.programs(store)[0].used is None


def test_two_tokens_in_force_never_have_one_name(store: Store) -> None:
    give(store, "metrics")
    with pytest.raises(BadInput):
        give(store, "export", name=" PROMETHEUS ")
    access.revoke(store, 1, by=ADMIN)
    give(store, "export")

    assert [(one.number, one.scopes) for one in access.programs(store)] == [(2, ("export",)), (1, ("metrics",))]


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [("", ["metrics"], 30), ("x" * 61, ["metrics"], 30), ("x", [], 30), ("x", ["metrics", "all"], 30),
     ("x", ["metrics"], 0), ("x", ["metrics"], 731)],
)  # fmt: skip
def test_what_makes_no_sense_gives_no_token(store: Store, name: str, scopes: list[str], days: int) -> None:
    with pytest.raises(BadInput):
        access.grant(store, name, scopes, days=days, by=BY_COMMAND)
    assert access.programs(store) == []
    assert store.acts() == []


def test_the_history_tells_who_gave_a_token_and_who_took_it_back(store: Store) -> None:
    give(store, "metrics", "export")
    access.revoke(store, 1, by=ADMIN)

    given_, gone = lines_of(store.acts(), {})
    assert "«Prometheus»: metrics export, hasta el 16/11/2026." in given_
    assert "Administración (rosa). «Prometheus»: retirada." in gone


def test_every_scope_has_words_and_what_wants_one_is_asked_by_programs_alone() -> None:
    assert set(OPENS) == set(Scope) == set(SCOPES.values())
    assert SCOPES.keys() <= MACHINES
