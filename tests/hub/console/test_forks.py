"""Two histories of a laptop are among what is stopped until an operator says that it is cleared up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.web import Role
from tests.hub.builders import SITE, Office, node_of, open_office, uses
from tests.hub.office import app_of, csrf_of, page, signed_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path / "hub")
    node = node_of(opened)
    node.record(*uses(3))
    opened.take(node.bundle())
    twin = node.branch(1)
    twin.record(*uses(1), name="c")
    opened.take(twin.bundle(1))
    yield opened
    opened.close()


def test_an_operator_is_told_and_may_say_that_it_is_cleared_up(office: Office) -> None:
    client = signed_in(app_of(office.store))
    before = page(client, "/detenidos")
    done = client.post(f"/locales/{SITE}/aclarado", data={"csrf": csrf_of(before)}, follow_redirects=True).text
    after = page(client, "/detenidos")

    assert "Dos computadoras usan la misma identidad" in before
    assert "Dos computadoras usan la misma identidad" not in after
    assert "Las dos historias siguen guardadas" in done
    assert client.post("/locales/999/aclarado", data={"csrf": csrf_of(before)}).status_code == 404


def test_an_analyst_is_told_and_changes_nothing(office: Office) -> None:
    client = signed_in(app_of(office.store, Role.ANALYST))
    text = page(client, "/detenidos")

    assert "Dos computadoras usan la misma identidad" in text
    assert "Ya se aclaró" not in text
    assert client.post(f"/locales/{SITE}/aclarado", data={"csrf": csrf_of(text)}).status_code == 403
