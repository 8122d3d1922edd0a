"""A text that travels names nobody of the school."""

from pathlib import Path

import pytest

from edge.naming_check import names_somebody
from tests.edge.building import SCHOOL, new_store


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
