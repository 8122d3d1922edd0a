"""An incident from its first word to its sheet, by page: what is written is kept on an error, and nothing is unsaid."""

from hub.acts import Kind
from hub.alarms import alarms
from hub.console import RULES
from hub.incidents import Wrote, every
from hub.store import Store
from shared.web import Role
from tests.hub.office import SITES, app_of, csrf_of, page, signed_in

WHAT = "Robaron la laptop de la escuela."


def test_an_incident_is_noted_added_to_closed_and_printed(store: Store) -> None:
    client = signed_in(app_of(store))
    token = csrf_of(page(client, "/incidentes"))
    noted = client.post(
        "/incidentes",
        data={"csrf": token, "que": WHAT, "cuando": "2026-10-16T09:00", "locales": f"{SITES[0]}, {SITES[1]};\r\n"},
        follow_redirects=True,
    ).text
    for kind, words in (("done", "Se dio de baja."), ("told", "A la dirección."), ("closed", "Apareció.")):
        answer = client.post("/incidentes/1", data={"csrf": token, "clase": kind, "texto": words})
        assert answer.status_code == 302
    sheet, after = page(client, "/incidentes/1/hoja"), page(client, "/incidentes/1")

    assert "Incidente 1 anotado." in noted
    assert "Quedan 25 de 48 horas." in noted
    assert [one in sheet for one in (WHAT, "Quebrada Honda", "Se dio de baja.", "A la dirección.", "Apareció.")] == [
        True
    ] * 5
    assert "Verifique en la norma vigente" in sheet
    assert "Se notó el 16/10/2026 09:00; se anotó el 17/10/2026 08:00." in sheet
    assert "48 horas desde que se notó: 18/10/2026 09:00." in sheet
    assert "Anotar algo más" not in after
    assert {(act.kind, act.login) for act in store.acts()} == {(Kind.INCIDENT, "ana")}


def test_what_was_written_stays_on_an_error(store: Store) -> None:
    client = signed_in(app_of(store))
    token = csrf_of(page(client, "/incidentes"))
    form = {"csrf": token, "que": WHAT, "cuando": "2026-10-16T09:00", "locales": "999999"}
    wrong = client.post("/incidentes", data=form)
    late = client.post("/incidentes", data=form | {"locales": "", "cuando": "ayer"})
    empty = client.post("/incidentes", data=form | {"que": ""})

    assert [one.status_code for one in (wrong, late, empty)] == [400] * 3
    assert WHAT in wrong.text
    assert "No hay escuelas en el local «999999»" in wrong.text
    assert "Escriba el día y la hora" in late.text
    assert every(store) == []


def test_what_is_said_of_no_kind_or_after_the_end_changes_nothing(store: Store) -> None:
    client = signed_in(app_of(store))
    token = csrf_of(page(client, "/incidentes"))
    client.post("/incidentes", data={"csrf": token, "que": WHAT})
    unknown = client.post("/incidentes/1", data={"csrf": token, "clase": "otro", "texto": "Algo que escribí."})
    client.post("/incidentes/1", data={"csrf": token, "clase": "closed", "texto": "Apareció."})
    after = client.post("/incidentes/1", data={"csrf": token, "clase": "done", "texto": "Otra cosa."})

    assert (unknown.status_code, after.status_code) == (400, 400)
    assert "Algo que escribí." in unknown.text
    assert "está cerrado" in after.text
    assert [entry.kind for entry in every(store)[0].entries] == [Wrote.CLOSED]


def test_an_incident_of_which_nobody_was_told_is_an_alarm_until_somebody_is(store: Store) -> None:
    client = signed_in(app_of(store))
    token = csrf_of(page(client, "/incidentes"))
    client.post("/incidentes", data={"csrf": token, "que": WHAT})
    before = page(client, "/salud")
    client.post("/incidentes/1", data={"csrf": token, "clase": "told", "texto": "A la dirección."})

    assert "Del incidente 1 no consta que se avisara a nadie" in before
    assert 'href="/incidentes/1"' in before
    assert alarms(store) == []


def test_who_analyses_sees_none_and_one_that_is_not_there_is_not_found(store: Store) -> None:
    client = signed_in(app_of(store))

    assert [client.get(f"/incidentes/7{end}").status_code for end in ("", "/hoja")] == [404, 404]
    assert Role.ANALYST not in RULES["console.incidents"] | RULES["console.incident_sheet"]


def test_of_an_incident_of_the_whole_region_no_school_is_left_out(store: Store) -> None:
    client = signed_in(app_of(store))
    token = csrf_of(page(client, "/incidentes"))
    most, last = " ".join([SITES[0]] * 400), SITES[1:3]
    client.post("/incidentes", data={"csrf": token, "que": WHAT, "locales": f"{most} {last[0]}"})
    client.post("/incidentes/1", data={"csrf": token, "clase": "sites", "texto": f"{most} {last[1]}"})

    assert [one.site for one in every(store)[0].touched] == [SITES[0], *last]


def test_an_incident_of_a_number_that_no_database_knows_is_not_there(store: Store) -> None:
    client = signed_in(app_of(store))
    token = csrf_of(page(client, "/incidentes"))
    note = {"csrf": token, "clase": "done", "texto": "Algo."}

    assert client.get(f"/incidentes/{2**63}").status_code == 404
    assert client.post(f"/incidentes/{2**63}", data=note).status_code == 404
