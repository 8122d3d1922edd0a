"""Whoever makes a node out of a copy coordinates the school in it; a node without accounts asks for none."""

from pathlib import Path

import pytest

from edge.accounts import StoreAccounts
from edge.admitting import admits, has_coordinator
from edge.store import Store
from shared import web
from shared.errors import BadInput
from tests.edge.building import new_store
from tests.shared.web.building import hashed

SECRET = "puna quinua rio sol"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = new_store(tmp_path)
    for login, role in (("coord", web.Role.COORDINATOR), ("profe", web.Role.TEACHER)):
        StoreAccounts(opened.db).set_credential(web.Credential(login, role, hashed(SECRET), b"12345678"))
    return opened


def test_a_coordinator_of_the_copy_gets_in(store: Store) -> None:
    with store:
        admits(" Coord ", SECRET)(store.db)


@pytest.mark.parametrize(("login", "secret"), [("coord", "otra clave larga"), ("profe", SECRET), ("nadie", SECRET)])
def test_nobody_else_does(store: Store, login: str, secret: str) -> None:
    with store, pytest.raises(BadInput, match="quien coordina"):
        admits(login, secret)(store.db)


def test_a_node_without_accounts_asks_for_none(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        admits("", "")(store.db)

        assert not has_coordinator(store.db)
