"""The page of a school: what is known of it and what it got; who administers corrects and closes it with a reason."""

import re
from dataclasses import replace

from flask.testing import FlaskClient

from hub import schema
from hub.closing import close
from hub.database import add
from hub.settling import Said
from hub.store import Store
from shared.acts import Actor
from shared.delivery_answers import How
from shared.facts import STOLEN
from shared.web import Role
from tests.hub.asked import asked
from tests.hub.office import SITES, app_of, csrf_of, heard, page, schools, signed_in
from tests.hub.regions import TABLET
from tests.hub.sent import sent

ONE = schools()[0].id


def posted(client: FlaskClient, path: str, **form: str) -> tuple[int, str]:
    token = csrf_of(page(client, f"/escuelas/{ONE}"))
    answer = client.post(f"/escuelas/{ONE}/{path}", data={"csrf": token, **form}, follow_redirects=True)
    return answer.status_code, answer.text


def test_a_school_shows_its_computers_and_what_it_asked(store: Store) -> None:
    heard(store, SITES[0], 3)
    asked(store, SITES[0], TABLET, 12, reason="Somos más este año.", days_ago=1)
    client = signed_in(app_of(store))
    text = page(client, f"/escuelas/{ONE}")

    assert "Quebrada Honda" in text
    assert (SITES[0] + "0" * 10)[:16] in text
    assert "Somos más este año." in text
    assert "Conteo mensual atrasado" not in text
    assert "Corregir sus datos" not in text
    assert f'<a href="/escuelas/{ONE}">Quebrada Honda' in page(client, "/")
    assert client.get("/escuelas/9999999-9").status_code == 404


def test_a_loss_is_told_in_words_and_a_cause_of_a_newer_version_as_it_came(store: Store) -> None:
    for seq, cause in enumerate((STOLEN, "se_lo_llevo_el_rio")):
        row = {"incarnation": "0" * 16, "seq": seq, "head": "0" * 32, "site": SITES[0], "resource": TABLET,
               "serial": "", "units": 1, "cause": cause, "report_number": ""}  # fmt: skip
        with store.begin() as connection:
            add(connection, schema.losses, row)

    text = page(signed_in(app_of(store)), f"/escuelas/{ONE}")

    assert ">Robo<" in text
    assert ">se_lo_llevo_el_rio<" in text


def test_a_correction_is_kept_and_told_and_what_cannot_be_used_stays_in_its_field(store: Store) -> None:
    client = signed_in(app_of(store, Role.ADMIN))
    wrong = posted(client, "corregir", students="muchos", motivo="Llamó la directora.")
    status, text = posted(client, "corregir", students="44", motivo="Llamó la directora.")

    assert (wrong[0], 'value="muchos"' in wrong[1], "no es un número entero" in wrong[1]) == (400, True, True)
    assert "Llamó la directora." in wrong[1]
    assert (status, store.schools()[[one.id for one in store.schools()].index(ONE)].students) == (200, 44)
    assert "estudiantes: 21 → 44. Llamó la directora." in text


def test_a_level_is_chosen_and_the_ugels_of_the_region_are_offered(store: Store) -> None:
    client = signed_in(app_of(store, Role.ADMIN))
    text = page(client, f"/escuelas/{ONE}")
    chosen = re.search(r'<select name="level">(.*?)</select>', text)
    status, wrong = posted(client, "corregir", level="Primeria", ugel="Huamanga", motivo="Llamó la directora.")

    assert chosen
    assert '<option value="Primaria" selected lang="es">' in chosen[1]
    assert '<option value="Inicial - Jardín" lang="es">' in chosen[1]
    assert '<option value="">No se sabe' in chosen[1]
    assert re.search(r'name="ugel" [^>]*list="ugeles"', text)
    assert '<datalist id="ugeles"><option value="Huamanga"></datalist>' in text
    assert (status, "La región no conoce el nivel «Primeria»" in wrong) == (400, True)


def test_a_level_of_before_that_nobody_knows_stays_until_another_is_chosen(store: Store) -> None:
    store.put_schools([replace(schools()[0], level="Primeria")])
    client = signed_in(app_of(store, Role.ADMIN))

    assert '<option value="Primeria" selected lang="es">' in page(client, f"/escuelas/{ONE}")
    form = {"level": "Primeria", "antes_level": "Primeria", "students": "44"}
    assert posted(client, "corregir", **form, motivo="Llegaron más.")[0] == 200


def test_what_another_corrected_meanwhile_is_not_put_back(store: Store) -> None:
    client = signed_in(app_of(store, Role.ADMIN))
    seen = page(client, f"/escuelas/{ONE}")
    posted(client, "corregir", students="60", motivo="Llegaron más.")
    form = {
        name: re.search(rf'name="{name}" value="([^"]*)"', seen)[1]  # type: ignore[index]
        for name in ("students", "antes_students", "antes_altitude_m")
    }
    posted(client, "corregir", **form, altitude_m="3100", motivo="La altitud.")
    one = next(one for one in store.schools() if one.id == ONE)

    assert (one.students, one.altitude_m) == (60, 3100)


def test_who_closes_a_school_that_another_closed_meanwhile_does_not_open_it(store: Store) -> None:
    client = signed_in(app_of(store, Role.ADMIN))

    told = [posted(client, "cerrar", op="cerrar", motivo="Ya no funciona.")[0] for _ in range(2)]
    again = [posted(client, "cerrar", op="abrir", motivo="Abrió otra vez.")[0] for _ in range(2)]

    assert (told, again) == ([200, 400], [200, 400])
    assert posted(client, "cerrar", motivo="Ninguna de las dos.")[0] == 400


def test_a_merged_school_leaves_the_list_and_can_come_back(store: Store) -> None:
    client = signed_in(app_of(store, Role.ADMIN))
    assert (
        "no es otra escuela en servicio"
        in posted(client, "cerrar", op="cerrar", con="0000000-0", motivo="Se juntó.")[1]
    )
    text = posted(client, "cerrar", op="cerrar", con=schools()[1].id, motivo="Se juntó.")[1]

    assert "Fuera de servicio desde el 17/10/2026." in text
    assert f"Se juntó con {schools()[1].id}." in text
    assert "Quebrada Honda" not in page(client, "/")
    assert "Quebrada Honda" in page(client, "/escuelas/fuera")
    assert "En servicio otra vez." in posted(client, "cerrar", op="abrir", motivo="Abrió otra vez.")[1]
    assert "Quebrada Honda" in page(client, "/")


def test_who_closes_a_school_sees_before_what_is_on_its_way_to_it_and_afterwards_what_to_do(store: Store) -> None:
    pecosa = next(one.pecosa for one in sent(store) if one.site == SITES[0])
    client = signed_in(app_of(store, Role.ADMIN))
    form = page(client, f"/escuelas/{ONE}").partition('id="ce"')[2]
    before, shipment = page(client, "/entregas"), page(client, f"/entregas/{pecosa}")
    _, after = posted(client, "cerrar", op="cerrar", motivo="Ya no funciona.")
    listed, of_it = page(client, "/entregas"), page(client, f"/entregas/{pecosa}")

    assert "Tiene entregas sin confirmar." in form
    assert f'href="/entregas/{pecosa}">PECOSA {pecosa}</a>' in form
    assert "por confirmar: 30" in form
    assert "Falta decir qué fue de lo que se le envió:" in after
    assert f'href="/entregas/{pecosa}">PECOSA {pecosa}</a>' in after
    assert ("Fuera de servicio" in before, listed.count("Fuera de servicio")) == (False, 1)
    assert "Ninguna de sus escuelas está en servicio." not in shipment
    assert "Ninguna de sus escuelas está en servicio." in of_it


def test_a_school_to_which_nothing_is_on_its_way_is_closed_without_a_word_of_it(store: Store) -> None:
    one = sent(store)[0]
    close(store, one.pecosa, dict(one.lines), Said(how=How.LOST, units=0, why="Se cayó."), by=Actor("ana", ""))
    client = signed_in(app_of(store, Role.ADMIN))

    assert "Tiene entregas sin confirmar." not in page(client, f"/escuelas/{ONE}")
    assert "Falta decir qué fue" not in posted(client, "cerrar", op="cerrar", motivo="Ya no funciona.")[1]


def test_only_administration_changes_a_school(store: Store) -> None:
    client = signed_in(app_of(store))
    form = {"csrf": csrf_of(page(client, f"/escuelas/{ONE}")), "students": "44", "motivo": "Prueba."}

    assert client.post(f"/escuelas/{ONE}/corregir", data=form).status_code == 403
    assert client.post(f"/escuelas/{ONE}/cerrar", data=form).status_code == 403


def test_both_forms_say_that_the_school_reads_the_reason(store: Store) -> None:
    text = page(signed_in(app_of(store, Role.ADMIN)), f"/escuelas/{ONE}")

    assert text.count("sin nombres de personas: la escuela lo lee") == 2
