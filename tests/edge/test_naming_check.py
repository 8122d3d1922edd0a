"""A text that travels names nobody of the school."""

"""Words that seem to name somebody."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.naming_check import names_somebody
from tests.edge.building import SCHOOL, new_store
from tests.edge.views.school import School, open_school


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    opened = open_school(tmp_path)
    yield opened
    opened.store.close()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("donó Quilla Apoderada", True),
        ("QUILLA APODERADA", True),
        ("Huamaní Quispe, 3° A", True),
        ("denuncia 40999937", True),
        ("denuncia 20260615", False),
        ("Lenovo M10", False),
        ("Quilla", False),
        ("de la comunidad", False),
        ("", False),
    ],
)
def test_two_words_of_a_name_or_a_known_dni_name_somebody(tmp_path: Path, text: str, named: bool) -> None:
    with new_store(tmp_path) as store:
        store.people.guardian("Quilla Apoderada de la Cruz", "40999937")
        store.people.add_person("learner", "Huamaní Quispe, Ñusta", code="71000037", school=SCHOOL)

        assert names_somebody(store.people, text) is named
        ("Rosa Quispe no tiene guía", True),
        ("falta para QUISPE HUAMAN", True),
        ("es de Quispe, Rosa", True),
        ("su DNI es 40123456", True),
        ("Luis no tiene guía", False),
        ("serie 401234567 y otra 4012345", False),
        ("Entraron seis alumnos de la comunidad", False),
        ("", False),
    ],
)
def test_two_words_of_a_name_or_eight_figures_seem_to_name_somebody(school: School, text: str, named: bool) -> None:
    assert names_somebody(school.store.people, text) is named


def test_whoever_signs_for_what_is_lent_is_somebody_too(school: School) -> None:
    school.store.people.guardian("Máxima de la Cruz Oré", "40999999")

    assert names_somebody(school.store.people, "lo tiene Maxima Cruz")
    assert not names_somebody(school.store.people, "la caja de la escuela")
