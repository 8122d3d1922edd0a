"""A register by months is refused as what it is, and nothing of it is spread over weeks."""

from datetime import date

import pytest

from edge.importers.draft import Kind
from edge.importers.read import ANY, read_files
from shared.errors import BadInput
from tests.edge.importers.exports import PLACE
from tests.shared.tabular.making import xlsx


@pytest.mark.parametrize("kinds", [ANY, {Kind.WEEKLY}])
@pytest.mark.parametrize(
    "data",
    [
        b"Mes;Recurso;Cantidad\nmarzo;tablet;20\n",
        b"Recurso;Marzo;Abril;Total\ntablet;20;25;45\n",
        b"Recurso;MAR-2026;ABR-2026\ntablet;20;25\n",
        b"Recurso;03/2026;04/2026\ntablet;20;25\n",
        b"Recurso;2026-03;2026-04\ntablet;20;25\n",
        b"Material;Periodo;Cantidad\ntablet;Marzo 2026;80\nguia;abril;5\n",
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


@pytest.mark.parametrize("kinds", [ANY, {Kind.WEEKLY}])
@pytest.mark.parametrize(
    "data",
    [
        xlsx([["Material", date(2026, 3, 1), date(2026, 4, 1)], ["tablet", 80, 90]]),
        xlsx([["Semana", "Recurso", "Cantidad"], [date(2026, 3, 1), "tablet", 80], [date(2026, 4, 1), "tablet", 90]]),
        b"Fecha;Recurso;Cantidad\n01/03/2026;tablet;80\n01/04/2026;tablet;90\n",
    ],
)
def test_months_that_a_spreadsheet_keeps_as_their_first_day_are_no_weeks(data: bytes, kinds: set[Kind]) -> None:
    with pytest.raises(BadInput, match=r"día 1 de un mes.* escriba su lunes"):
        read_files({"cuaderno": data}, PLACE, kinds)


@pytest.mark.parametrize("days", ["01/04/2026", "01/04/2026 02/04/2026", "01/06/2026 2026-W24"])
def test_a_first_of_a_month_among_other_days_is_a_day(days: str) -> None:
    rows = "".join(f"{one};tablet;8\n" for one in days.split())

    draft = read_files({"cuaderno": f"Fecha;Recurso;Cantidad\n{rows}".encode()}, PLACE)

    assert (len(draft.facts), draft.refused) == (len(days.split()), ())


def test_periods_that_are_weeks_are_not_called_months() -> None:
    with pytest.raises(BadInput, match="falta la columna semana"):
        read_files({"cuaderno": b"Periodo;Recurso;Cantidad\nprimera semana;tablet;8\n"}, PLACE, {Kind.WEEKLY})
