"""Two histories of a laptop are among what is stopped until an operator says that it is cleared up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.web import Role
from tests.hub.builders import SITE, Office, node_of, open_office, uses
from tests.hub.office import app_of, csrf_of, page, signed_in
from tests.shared.web.markup import faults


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
    asked = page(client, f"/locales/{SITE}/aclarado")
    form = {"csrf": csrf_of(asked), "motivo": "Restauraron la copia de marzo."}
    wrong = client.post(f"/locales/{SITE}/aclarado", data={**form, "motivo": " "})
    done = client.post(f"/locales/{SITE}/aclarado", data=form, follow_redirects=True).text
    after, told = page(client, "/detenidos"), page(client, "/historial")

    assert "Dos computadoras usan la misma identidad" in before
    assert f'href="/locales/{SITE}/aclarado"' in before
    assert "Dos computadoras usan la misma identidad" not in after
    assert "Las dos historias siguen guardadas" in done
    assert (wrong.status_code, "Escriba el motivo" in wrong.text, faults(asked)) == (400, True, [])
    assert [word in told for word in ("Dos historias aclaradas", form["motivo"], SITE)] == [True] * 3
    for site, status in (("999", 404), (SITE, 409)):
        late = client.post(f"/locales/{site}/aclarado", data=form)
        assert (late.status_code, client.get(f"/locales/{site}/aclarado").status_code) == (status, status)
        assert ("ya se aclararon" in late.text, form["motivo"] in late.text) == (status == 409, status == 409)


def test_an_analyst_is_told_and_changes_nothing(office: Office) -> None:
    client = signed_in(app_of(office.store, Role.ANALYST))
    text = page(client, "/detenidos")

    assert "Dos computadoras usan la misma identidad" in text
    assert "Ya se aclaró" not in text
    assert client.get(f"/locales/{SITE}/aclarado").status_code == 403
    assert client.post(f"/locales/{SITE}/aclarado", data={"csrf": csrf_of(text)}).status_code == 403
