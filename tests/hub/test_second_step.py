"""Who must have a second factor and has none yet opens their own account, and no other page of the office."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hub.app import create_app
from hub.parts import open_parts
from hub.second_step import DOOR, OPEN
from hub.store import Store
from shared.web import Role
from tests.hub.office import app_of, office, signed_in


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


def test_no_page_of_the_office_but_one_s_own_account_opens(store: Store) -> None:
    app_of(store, Role.ADMIN)
    app = create_app(replace(store.config, second_factor=True), open_parts(store.config, store))
    client = signed_in(app)
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("console.")]
    plain = {rule.endpoint: rule.rule for rule in rules if "GET" in (rule.methods or ()) and not rule.arguments}
    opened = {endpoint for endpoint, path in plain.items() if client.get(path).location != "/mi-cuenta"}

    assert len(plain) > 15
    assert opened == {DOOR}
    assert {rule.endpoint for rule in rules} >= OPEN
