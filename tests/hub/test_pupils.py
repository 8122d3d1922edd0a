"""Which resources are for one pupil each, by what the catalogue says, and when more than one for each is sent."""

import pytest

from hub.importers.catalogue import DEFAULT_CATALOGUE
from hub.pupils import is_beyond, is_for_one
from shared.resources import read_catalogue

KNOWN = read_catalogue(DEFAULT_CATALOGUE.read_bytes()).by_id()


def test_guides_readers_notebooks_and_devices_are_for_one_pupil_each_and_chips_cases_and_packs_are_not() -> None:
    of_one = {name: is_for_one(one) for name, one in KNOWN.items()}

    assert all(of_one[name] for name in ("guia-mat-5", "lectura-quy-2", "cuaderno-mat", "tablet", "lector"))
    assert not any(of_one[name] for name in ("chip-datos", "kit-ciencia", "pack-mat-primaria"))


@pytest.mark.parametrize(
    ("units", "resource", "students", "found"),
    [
        (280, "guia-mat-5", 27, True),
        (27, "guia-mat-5", 27, False),
        (280, "guia-mat-5", None, False),
        (280, "kit-ciencia", 27, False),
        (1, "guia-mat-5", 0, True),
        (280, "no-existe", 27, False),
    ],
)
def test_more_than_one_for_each_pupil_is_beyond_what_they_need(
    units: int, resource: str, students: int | None, found: bool
) -> None:
    assert is_beyond(units, KNOWN.get(resource), students) is found
