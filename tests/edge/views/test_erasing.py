"""The coordinator erases a learner: a question first, and the list without them after."""

from shared.events import Claim
from shared.facts import Loan
from tests.edge.views.school import TABLET, School
from tests.shared.web.building import form_token
from tests.shared.web.markup import faults


def test_the_list_leads_to_a_question_that_says_what_goes_and_what_stays(school: School) -> None:
    client = school.client("coord")
    school.store.record([Claim(Loan(resource=TABLET, units=2, borrower=school.pupil))])
    address = f"/aula/borrar/?quien={school.pupil.hex()}"
    asked = client.get(address).text

    assert f'href="{address}"' in client.get("/aula/").text
    assert "¿Borrar los datos de Rosa Quispe Huamán?" in asked
    assert "Lo que usó queda contado" in asked
    assert "Tiene 2 unidades prestadas" in asked
    assert school.store.people.learner(school.pupil) is not None
    assert faults(asked) == []


def test_what_a_guardian_has_for_a_learner_is_told_before_they_are_erased(school: School) -> None:
    guardian = school.store.people.guardian("Quilla Apoderada", "40999938")
    school.store.record([Claim(Loan(resource=TABLET, serial="A1", borrower=guardian, learner=school.pupil))])

    assert "Tiene 1 unidad prestada" in school.client("coord").get(f"/aula/borrar/?quien={school.pupil.hex()}").text


def test_who_is_erased_is_on_no_list_is_signed_out_and_is_named_nowhere(school: School) -> None:
    client, pupil = school.client("coord"), school.pupil_client()
    token = form_token(client.get(f"/aula/borrar/?quien={school.pupil.hex()}").text)
    answer = client.post("/aula/borrar/", data={"csrf": token, "quien": school.pupil.hex()})
    list_ = client.get(answer.location).text

    assert "Datos borrados." in list_
    assert ("Rosa" in list_, "Luis Ccorimanya Sulca" in list_) == (False, True)
    assert "Rosa" not in str(answer.headers)
    assert pupil.get("/a/materiales").status_code != 200
    assert client.get(f"/aula/borrar/?quien={school.pupil.hex()}").status_code == 404


def test_a_file_of_import_that_waits_for_a_yes_does_not_outlive_whom_it_may_name(school: School) -> None:
    waiting = school.store.path.with_name("uploads") / "b.sealed"
    waiting.write_bytes(b"sealed")
    client = school.client("coord")
    token = form_token(client.get("/aula/").text)
    client.post("/aula/borrar/", data={"csrf": token, "quien": school.pupil.hex()})

    assert not waiting.exists()


def test_a_teacher_sees_no_way_to_erase(school: School) -> None:
    client = school.client("profe")
    token = form_token(client.get("/aula/").text)
    answer = client.post("/aula/borrar/", data={"csrf": token, "quien": school.pupil.hex()})

    assert "/aula/borrar/" not in client.get("/aula/").text
    assert (answer.status_code, school.store.people.learner(school.pupil) is None) == (403, False)


def test_privacy_says_that_offers_to_pupils_are_approved_by_nobody(school: School) -> None:
    page = school.client().get("/privacidad").text

    assert "en «Para ti», materiales que pueden servirle. Eso lo elige un programa sin que nadie lo apruebe" in page


def test_privacy_says_what_is_erased_and_what_stays(school: School) -> None:
    page = school.client().get("/privacidad").text

    assert "se borran de la laptop, para siempre, el nombre, el DNI y los demás códigos" in page
    assert "No alcanza a las copias de seguridad" in page
