"""Who administers opens accounts, changes and closes them; whoever is in at that moment is out with the next click."""

from flask.testing import FlaskClient

from hub import schema, staff
from hub.accounts import HubAccounts
from hub.factors import Factors
from hub.second_factor import code_at, step_of
from hub.store import Store
from shared import web
from shared.acts import Actor
from shared.web import Role
from tests.hub.office import PASSPHRASE, app_of, csrf_of, page, signed_in
from tests.shared.web.building import hashed
from tests.shared.web.leftovers import spanish_in

NEW = {"cuenta": "Luz", "rol": "analyst", "nueva": "cuatro palabras sin orden", "persona": ""}
SEED = b"12345678901234567890"


def admin(store: Store) -> FlaskClient:
    return signed_in(app_of(store, Role.ADMIN))


def entered(client: FlaskClient, login: str, secret: str = PASSPHRASE) -> FlaskClient:
    """Return another browser of the same office, in which somebody else is in."""
    other = client.application.test_client()
    form = {"csrf": csrf_of(page(other, "/entrar")), "cuenta": login, "clave": secret}
    assert other.post("/entrar", data=form).status_code == 302
    return other


def with_luz(store: Store, role: Role = Role.OPERATOR) -> FlaskClient:
    """Return an administrator's browser, at an office with one more account."""
    client = admin(store)
    HubAccounts(store).set_credential(web.Credential("luz", role, hashed(PASSPHRASE)))
    return client


def change(client: FlaskClient, login: str, op: str, **form: str) -> tuple[int, str]:
    token = csrf_of(page(client, "/cuentas"))
    answer = client.post(f"/cuentas/{login}", data={"csrf": token, "op": op, **form})
    return answer.status_code, answer.text


def test_an_account_is_opened_and_its_owner_is_in_with_the_first_passphrase(store: Store) -> None:
    client = admin(store)
    answer = client.post("/cuentas", data={"csrf": csrf_of(page(client, "/cuentas")), **NEW})

    assert answer.location == "/cuentas/luz"
    assert entered(client, "luz", NEW["nueva"]).get("/").status_code == 200
    assert "misma persona" not in page(client, "/cuentas")


def test_what_was_written_stays_but_the_passphrase_where_none_was_opened(store: Store) -> None:
    client = admin(store)
    token = csrf_of(page(client, "/cuentas"))
    for wrong in ({"nueva": "corta"}, {"rol": "jefe"}, {"cuenta": ""}, {"cuenta": "ana"}, {"persona": "nadie"}):
        answer = client.post("/cuentas", data={"csrf": token, **NEW, **wrong})
        assert answer.status_code == 400, wrong
        assert NEW["nueva"] not in answer.text
        assert f'value="{wrong.get("cuenta", "Luz")}"' in answer.text
    assert [one.login for one in staff.members(store)] == ["ana"]


def test_another_role_and_the_end_of_sessions_hold_with_the_next_click(store: Store) -> None:
    client = with_luz(store)
    luz = entered(client, "luz")
    assert change(client, "luz", "rol", rol="analyst")[0] == 302
    assert luz.get("/").location.startswith("/entrar")
    again = entered(client, "luz")
    assert again.get("/invitaciones").status_code == 403
    assert change(client, "luz", "sesiones")[0] == 302
    assert again.get("/").location.startswith("/entrar")


def test_a_closed_account_is_out_with_the_next_click_and_gets_in_no_more(store: Store) -> None:
    client = with_luz(store)
    luz = entered(client, "luz")
    assert change(client, "luz", "cerrar")[0] == 302

    assert luz.get("/").location.startswith("/entrar")
    form = {"csrf": csrf_of(page(luz, "/entrar")), "cuenta": "luz", "clave": PASSPHRASE}
    assert luz.post("/entrar", data=form).status_code == 403
    assert client.get("/cuentas/luz").status_code == 404
    assert "Cerrada" in page(client, "/cuentas")
    assert "Cuenta cerrada." in page(client, "/historial")


def test_the_last_that_administers_stays_and_nobody_resets_their_own_telephone(store: Store) -> None:
    client = with_luz(store)
    factors = Factors(store, required=False)
    for login in ("ana", "luz"):
        factors.set_up(login, SEED, code_at(SEED, step_of(store.now_s())), by=Actor(login))

    assert [change(client, "ana", op, rol="operator")[0] for op in ("cerrar", "rol", "telefono")] == [400] * 3
    assert "Quitar el teléfono" not in page(client, "/cuentas/ana")
    assert change(client, "luz", "telefono")[0] == 302
    assert (factors.of("luz"), factors.of("ana") is not None) == (None, True)


def test_a_telephone_that_did_not_come_back_with_a_copy_is_told_and_removed(store: Store) -> None:
    client = with_luz(store)
    row = {"login": "luz", "secret": b"", "step": 1, "since_s": 1}
    with store.begin() as connection:
        connection.execute(schema.access.factors.insert(), row)
    assert "No volvió con la copia" in page(client, "/cuentas/luz")
    code, text = change(client, "luz", "telefono")

    assert code == 302, text
    assert "Lo configura su dueño" in page(client, "/cuentas/luz")


def test_who_closes_their_own_account_is_out(store: Store) -> None:
    client = with_luz(store, Role.ADMIN)
    assert change(client, "ana", "cerrar")[0] == 302
    assert client.get("/cuentas").location.startswith("/entrar")


def test_what_is_no_change_and_who_is_not_there_are_refused(store: Store) -> None:
    client = with_luz(store)

    assert change(client, "luz", "borrar")[0] == 400
    assert change(client, "luz", "rol", rol="teacher")[0] == 400
    assert change(client, "nadie", "cerrar")[0] == 404


def test_what_the_forms_answer_is_english_too(store: Store) -> None:
    client = with_luz(store)
    client.get("/?idioma=en")
    told = [change(client, "luz", op, rol="operator")[1] for op in ("rol", "telefono")]
    told += [client.post("/cuentas", data={"csrf": csrf_of(page(client, "/cuentas")), "cuenta": "x"}).text]
    for op in ("sesiones", "rol", "cerrar"):
        change(client, "luz", op, rol="analyst")
        told.append(page(client, "/cuentas"))

    assert [spanish_in(text, ("Chasqui", "ana", "luz")) for text in told] == [[]] * len(told)
