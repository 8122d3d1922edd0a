"""The region's page that checks a school's paper."""

import pytest

from hub.enrol import accept
from hub.store import Store
from shared.ids import fours
from shared.web import Role
from sync.keys import NodeKeys
from sync.signed_paper import Kind, Paper, code_of
from tests.hub.office import SITES, app_of, csrf_of, page, schools, signed_in

KEYS = NodeKeys.from_seed(b"k" * 32)


def checked(store: Store, text: str, role: Role = Role.ANALYST) -> tuple[int, str]:
    client = signed_in(app_of(store, role))
    token = csrf_of(page(client, "/comprobar"))
    answer = client.post("/comprobar", data={"csrf": token, "codigo": text})
    return answer.status_code, answer.get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMIN, Role.ANALYST])
def test_a_paper_of_a_school_is_said_to_be_signed_by_its_computer(store: Store, role: Role) -> None:
    with store.begin() as connection:
        accept(connection, store.now_s(), node=KEYS.node_id, verify_key=KEYS.verify_key, site=SITES[0])
    text = code_of(Paper(schools()[0].id, Kind.ACTA, "000123", ()), KEYS)
    good, bad = checked(store, text, role), checked(store, text[:-1] + ("0" if text[-1] != "0" else "1"), role)

    assert (good[0], "Corresponde: lo firmó un equipo de Quebrada Honda" in good[1]) == (200, True)
    assert ("Acta de entrega-recepción" in good[1], fours(KEYS.node_id.hex()) in good[1]) == (True, True)
    assert "Corresponde:" not in bad[1]


def test_what_is_no_code_is_said_beside_the_field_and_kept(store: Store) -> None:
    wrong, empty = checked(store, "hola"), checked(store, " ")

    assert (wrong[0], 'value="hola"' in wrong[1], "no es de un papel de Chasqui" in wrong[1]) == (400, True, True)
    assert (empty[0], "Lea el QR que está bajo el papel." in empty[1]) == (400, True)


def test_the_page_of_deliveries_leads_here(store: Store) -> None:
    assert 'href="/comprobar"' in page(signed_in(app_of(store)), "/entregas")
