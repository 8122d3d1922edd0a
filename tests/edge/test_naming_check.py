"""A text that travels names nobody of the school."""

from pathlib import Path

import pytest

from edge.naming_check import may_name_somebody, names_somebody
from tests.edge.building import SCHOOL, new_store


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("donó Quilla Apoderada", True),
        ("QUILLA APODERADA", True),
        ("Huamaní Quispe, 3° A", True),
        ("denuncia 40999937", True),
        ("denuncia 40 999 937", True),
        ("denuncia 40.999.937", True),
        ("llame al 140999937", False),
        ("N\u0303usta Quispe", True),
        ("denuncia 20260615", False),
        ("Lenovo M10", False),
        ("para Ana Paz", True),
        ("del campo de los padres", False),
        ("Quilla", False),
        ("de la comunidad", False),
        ("", False),
    ],
)
def test_two_words_of_a_name_or_a_known_dni_name_somebody(tmp_path: Path, text: str, named: bool) -> None:
    with new_store(tmp_path) as store:
        store.people.guardian("Quilla Apoderada de la Cruz", "40999937")
        store.people.add_person("learner", "Huamaní Quispe, Ñusta", code="71000037", school=SCHOOL)
        store.people.guardian("Paz del Río de los Santos, Ana", "40999938")

        assert names_somebody(store.people, text) is named


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("para la hija de 40888837", True),
        ("Quilla Apoderada", True),
        ("llame al 987654321", True),
        ("son 1250 hojas", False),
    ],
)
def test_eight_figures_in_a_row_may_be_of_somebody_unknown(tmp_path: Path, text: str, asked: bool) -> None:
    with new_store(tmp_path) as store:
        store.people.guardian("Quilla Apoderada de la Cruz", "40999937")

        assert may_name_somebody(store.people, text) is asked
