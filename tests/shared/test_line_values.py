"""What a sentence about a line is filled with."""

import msgspec

from shared.line_values import values_of
from tests.shared.test_reasons import CATALOGUE, LINE


def test_names_stand_as_they_do_inside_a_sentence_and_numbers_with_their_thousands() -> None:
    line = msgspec.structs.replace(LINE, depot="ALMACÉN DE LA UGEL HUANTA", depot_stock=12_340)

    values = values_of(line, CATALOGUE)

    assert (values["depot"], values["stock"], values["resource"]) == (
        "la UGEL Huanta", "12,340", "guías de Comunicación 3°",
    )  # fmt: skip


def test_what_the_catalogue_does_not_name_is_called_by_its_code() -> None:
    line = msgspec.structs.replace(LINE, resource="lampara", limit="bateria_unknown")

    values = values_of(line, CATALOGUE)

    assert (values["resource"], values["other"]) == ("lampara", "bateria")
