"""The five answers of home."""

from tests.edge.views.school import School
from tests.edge.views.test_arrivals import sheet


def test_home_answers_the_five_questions(quiet_school: School) -> None:
    text = quiet_school.client("coord").get("/").text

    assert text.count('class="card q') == 5
    assert "18 tabletas y 5 guías de Comunicación 3°" in text
    assert "Recibir la PECOSA 000123" in text
    assert "Martes 23 de junio de 2026 · semana lectiva 14" in text


def test_what_was_received_is_no_longer_on_its_way(school: School) -> None:
    client = school.client("coord")
    client.post("/recepcion/000123", data=sheet(client.get("/recepcion/000123").text))

    assert "Nada por ahora" in client.get("/").text


def test_a_teacher_is_not_asked_to_receive(quiet_school: School) -> None:
    text = quiet_school.client("profe").get("/").text

    assert "Confirmar recepción" not in text
    assert "Nada pendiente" in text


def test_english_words_keep_peruvian_figures(quiet_school: School) -> None:
    client = quiet_school.client("coord")
    text = client.get("/?idioma=en").text

    assert "What is on its way?" in text
    assert "dispatch order of 16/06" in text
