"""A register by months is refused as what it is, and nothing of it is spread over weeks."""

import pytest

from edge.importers.draft import Kind
from edge.importers.read import ANY, read_files
from shared.errors import BadInput
from tests.edge.importers.exports import PLACE


@pytest.mark.parametrize("kinds", [ANY, {Kind.WEEKLY}])
@pytest.mark.parametrize(
    "data",
    [
        b"Mes;Recurso;Cantidad\nmarzo;tablet;20\n",
        b"Recurso;Marzo;Abril;Total\ntablet;20;25;45\n",
        b"Recurso;MAR-2026;ABR-2026\ntablet;20;25\n",
        b"Registro mensual;;\nmaterial;mes y a\xc3\xb1o;cantidad\ntablet;03/2026;25\n",
    ],
)
def test_a_register_by_months_is_told_what_it_is_and_what_to_do(data: bytes, kinds: set[Kind]) -> None:
    with pytest.raises(BadInput, match=r"El registro es mensual.* ponga una fila por semana"):
        read_files({"cuaderno.csv": data}, PLACE, kinds)


def test_a_register_with_weeks_and_a_month_beside_goes_in() -> None:
    data = b"Mes;Semana;Recurso;Cantidad\nmarzo;2026-03-16;tablet;20\n"

    draft = read_files({"cuaderno.csv": data}, PLACE)

    assert (draft.kind, len(draft.facts), draft.refused) == (Kind.WEEKLY, 1, ())


def test_a_table_without_resources_is_not_called_a_monthly_register() -> None:
    with pytest.raises(BadInput, match="No se reconoce"):
        read_files({"asistencia.csv": b"Docente;Marzo;Abril\nAna;20;25\n"}, PLACE)
