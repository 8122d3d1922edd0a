"""The page of locks: what an operator fixes for a school, how it came out, and taking it back."""

import re
import time
from dataclasses import replace

from flask.testing import FlaskClient

from hub import locking, proposing
from hub.acts import Kind
from hub.store import Store
from shared.allocation import LockKind
from shared.ids import SchoolId, SiteId
from shared.web import Role
from tests.hub.office import PERIOD, app_of, csrf_of, needs, page, schools, signed_in
from tests.hub.regions import GUIDE, READER, TABLET
from tests.shared.web.markup import faults

SCHOOL = schools()[1].id
FORM = {"escuela": str(SCHOOL), "recurso": str(GUIDE), "cuanto": "exact", "unidades": "50", "hasta": "2026-12-31",
        "prioridad": "0", "motivo": "Internado nuevo."}  # fmt: skip


def fix(client: FlaskClient, **changes: str) -> tuple[int, str]:
    answer = client.post("/fijado", data={"csrf": csrf_of(page(client, "/fijado")), **FORM, **changes})
    return answer.status_code, answer.get_data(as_text=True)


def sure(client: FlaskClient, **changes: str) -> tuple[int, str]:
    """Press the button again as the page that asks gives it."""
    _, text = fix(client, **changes)
    return fix(client, **changes, seguro=asked_mark(text))


def asked_mark(text: str) -> str:
    found = re.search(r'name="seguro" value="([^"]+)"', text)
    assert found, text
    return found[1]


def test_what_is_odd_is_asked_once_with_everything_still_there_and_only_that_quantity_is_kept(store: Store) -> None:
    client = signed_in(app_of(store))
    changes = {"cuanto": "min", "unidades": "900000", "motivo": "Vienen más."}

    status, text = fix(client, **changes)
    mark = asked_mark(text)
    nothing = locking.laid(store)
    other, again = fix(client, **changes | {"unidades": "90000"}, seguro=mark)
    still_nothing = locking.laid(store)
    done, _ = fix(client, **changes, seguro=mark)

    assert (status, other, done, nothing, still_nothing) == (200, 200, 302, [], [])
    for said in ("Todavía no se fijó nada", "iría todo a esta, y a las demás nada", "para 30 estudiantes", "Sí, fijar"):
        assert said in text
    for kept in ('value="900000"', f'value="{SCHOOL}"', "Vienen más.", '<option value="min" selected>'):
        assert kept in text
    assert (asked_mark(again) != mark, faults(text)) == (True, [])
    assert [one.units for one in locking.standing(store)] == [900_000]


def test_what_is_of_no_use_at_the_school_is_asked_with_why(store: Store) -> None:
    status, text = fix(signed_in(app_of(store)), recurso=str(READER), unidades="5")

    assert status == 200
    assert "El recurso está en una lengua que la escuela no enseña. Aunque se fije, el plan no le enviará" in text
    assert locking.laid(store) == []


def test_a_plan_s_line_leads_to_the_form_with_its_school_and_resource_and_the_lock_counts_in_the_next_plan(
    store: Store,
) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))
    assert f'href="/fijado?escuela={SCHOOL}&amp;recurso={GUIDE}"' in page(client, f"/plan/{plan.id}?ver=todas")
    form = page(client, f"/fijado?escuela={SCHOOL}&recurso={GUIDE}")
    assert f'value="{SCHOOL}"' in form
    assert f'<option value="{GUIDE}" selected>' in form

    status, _ = fix(client)
    waiting, old = page(client, "/fijado"), page(client, f"/plan/{plan.id}")
    # Plans of one second stand in the order of their names.
    time.sleep(1.1)
    newer = proposing.make_plan(store, needs(), **PERIOD)

    assert status == 302
    for word in ("Fijado con el número 2.", "Exactamente 50", "Todavía no"):
        assert word in waiting
    assert "antes de que cambiaran: las cantidades fijadas" in old
    assert re.search(r"Se cumple</span><small>Van 50\.", page(client, "/fijado"))
    assert "antes de que cambiaran" not in page(client, f"/plan/{newer.id}")
    assert "Operación regional fijó que reciba 50. Motivo: Internado nuevo." in page(
        client, f"/plan/{newer.id}/escuela/{SCHOOL}"
    )


def test_what_the_depot_cannot_give_is_told_in_the_list_and_with_its_reason_on_the_line(store: Store) -> None:
    client = signed_in(app_of(store))
    sure(client, recurso=str(TABLET), cuanto="min", unidades="500")
    plan = proposing.make_plan(store, needs(), **PERIOD)

    (line,) = (one for one in store.plan_lines(plan.id) if (one.school, one.resource) == (SCHOOL, TABLET))

    assert re.search(rf"No se cumple entero</span><small>Van {line.units}\.", page(client, "/fijado"))
    text = page(client, f"/plan/{plan.id}/escuela/{SCHOOL}")
    assert f"fijó que reciba al menos 500. Motivo: Internado nuevo. Vale hasta el 31/12/2026. Van {line.units}:" in text


def test_what_does_not_decide_its_line_stands_beside_it(store: Store) -> None:
    client = signed_in(app_of(store))
    fix(client, cuanto="max", unidades="900")
    plan = proposing.make_plan(store, needs(), **PERIOD)

    text = page(client, f"/plan/{plan.id}/escuela/{SCHOOL}")
    csv = client.get(f"/plan/{plan.id}.csv").get_data(as_text=True)

    said = "Fijado por Operación regional: a lo más 900, hasta el 31/12/2026. No cambia esta línea."
    assert said in text
    assert said in csv


def test_what_is_wrong_is_said_and_everything_stays_in_the_form(store: Store) -> None:
    client = signed_in(app_of(store))
    wrong = [
        ({"escuela": "9999999-0"}, "No hay ninguna escuela «9999999-0»"), ({"recurso": ""}, "El catálogo no tiene"),
        ({"unidades": "-10"}, "La cantidad va de 0"), ({"unidades": "12"}, "no son lotes enteros. Ponga 10 o 20."),
        ({"unidades": "diez"}, "números enteros"), ({"unidades": ""}, "números enteros"),
        ({"hasta": "2026-10-16"}, "El 16/10/2026 ya pasó"), ({"hasta": "31/02/2026"}, "no es un día"),
        ({"cuanto": "algo"}, "Elija si es exactamente"), ({"prioridad": "7"}, "La prioridad va de 0"),
        ({"motivo": " "}, "Escriba el motivo"),
    ]  # fmt: skip

    for changes, said in wrong:
        status, text = fix(client, **changes)
        assert (status, said in text) == (400, True), said
        kept = {**FORM, **changes}
        assert f'name="unidades" type="text" value="{kept["unidades"]}"' in text
        assert f'name="escuela" type="text" value="{kept["escuela"]}"' in text
        assert kept["motivo"].strip() in text
    assert (locking.laid(store), store.acts()) == ([], [])


def test_a_second_lock_of_the_pair_is_refused_with_the_first_and_nothing_is_lost(store: Store) -> None:
    client = signed_in(app_of(store))
    fix(client)

    status, text = fix(client, cuanto="min", unidades="20", motivo="Otra cosa.")

    assert status == 400
    assert "exactamente 50, hasta el 31/12/2026 (número 1)" in text
    assert "Otra cosa." in text


def test_nothing_at_all_needs_no_quantity(store: Store) -> None:
    fix(signed_in(app_of(store)), cuanto="exclude", unidades="")

    (lock,) = locking.standing(store)
    assert (lock.kind, lock.units) == (LockKind.EXCLUDE, 0)


def test_two_services_of_a_site_are_told_apart(store: Store) -> None:
    first = schools()[1]
    twin = replace(first, id=SchoolId("0501460-0"), level="Secundaria", site=SiteId(first.site))
    store.put_schools([twin])
    client = signed_in(app_of(store))

    status, text = fix(client, escuela=first.name)
    fix(client, escuela=str(twin.id))

    assert status == 400
    for one, level in ((first, "Primaria"), (twin, "Secundaria")):
        assert f"{one.id} {one.name} ({level})" in text
    assert f"{twin.name} (Secundaria)" in page(client, "/fijado")
    assert [one.school for one in locking.standing(store)] == [twin.id]


def test_it_is_taken_back_with_a_reason_and_stays_to_be_seen(store: Store) -> None:
    client = signed_in(app_of(store))
    fix(client)
    token = csrf_of(page(client, "/fijado/1/levantar"))

    found = [client.post("/fijado/1/levantar", data={"csrf": token, "motivo": why}) for why in (" ", "Cerró.")]

    assert [answer.status_code for answer in found] == [400, 302]
    assert "Escriba el motivo" in found[0].get_data(as_text=True)
    assert "No hay nada fijado" in page(client, "/fijado")
    assert "Cerró." in page(client, "/fijado?ver=todo")
    assert [act.kind for act in store.acts()] == [Kind.LOCKED, Kind.UNLOCKED]
    assert "Cerró." in page(client, "/historial")
    late = client.post("/fijado/1/levantar", data={"csrf": token, "motivo": "Ya hay tabletas."})
    assert (client.get("/fijado/1/levantar").status_code, late.status_code) == (409, 409)
    assert "ya lo levantó Operación regional: «Cerró.»" in late.text
    assert "Ya hay tabletas." in late.text
    assert client.get("/fijado/9/levantar").status_code == 404


def test_an_analyst_reads_what_is_fixed_and_fixes_nothing(store: Store) -> None:
    fix(signed_in(app_of(store)))
    client = signed_in(app_of(store, Role.ANALYST))
    text = page(client, "/fijado")

    assert "Internado nuevo." in text
    assert "Fijar la cantidad" not in text
    assert client.get("/fijado/1/levantar").status_code == 403
    assert client.post("/fijado", data={"csrf": csrf_of(page(client, "/plan")), **FORM}).status_code == 403
