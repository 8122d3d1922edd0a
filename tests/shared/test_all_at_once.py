"""Where several limits bind, the sentence names them all, and says that they are needed at once."""

import msgspec
import pytest

from shared.allocation import Also, Fixed, Line, LockKind, Measure, Reason, Turn
from shared.changes import what_would_change
from tests.shared.test_reasons import CATALOGUE, LINE

LITRES = Also(Reason.VOLUME, "Ruta 2", 40, Measure.LITRES)
SCARCE = (Reason.STOCK, Reason.POOL, Reason.KIT, Reason.VOLUME, Reason.TRIP, Reason.BUDGET)
SOLES = Also(Reason.TRIP, "UGEL HUANTA", 1_200, Measure.SOLES)


def said(reason: Reason, *also: Also, **turn: object) -> str:
    stands = Turn(**{"alpha": 2.0, "fill_before_pct": 0, "fill_after_pct": 0, "pressing_pct": 100, **turn}, also=also)
    line = msgspec.structs.replace(LINE, reason=reason, changes_at=12, lot=5, turn=stands)
    return what_would_change(line, CATALOGUE).text()


def test_two_limits_are_told_with_their_amounts() -> None:
    assert said(Reason.STOCK, LITRES) == (
        "Se estima que para recibir otro lote de 5 hacen falta a la vez: 12 más en el almacén de Huamanga; y "
        "40 litros más de espacio en el transporte de Ruta 2."
    )


def test_of_three_the_last_one_is_joined_by_a_word() -> None:
    told = said(Reason.STOCK, LITRES, SOLES)

    assert "Huamanga; 40 litros más" in told
    assert told.endswith("; y S/ 1,200 más para viajes desde Huamanga.")


def test_the_part_of_a_kit_is_named_as_the_catalogue_does() -> None:
    part = CATALOGUE.resources[0]

    assert f"12 más de «{part.name}»" not in said(Reason.STOCK, LITRES)
    assert f"9 más de «{part.name}» en el almacén" in said(Reason.STOCK, Also(Reason.KIT, part.id, 9))


def test_of_a_lock_it_says_what_keeping_it_takes() -> None:
    cut = Fixed(kind=LockKind.EXACT, units=40, cut_by=Reason.STOCK)

    told = said(Reason.LOCK, LITRES, fixed=cut)

    assert told.startswith("Se estima que para cumplir lo fijado hacen falta a la vez: 12 más en el almacén")


@pytest.mark.parametrize("of", SCARCE)
@pytest.mark.parametrize("measure", list(Measure))
def test_whatever_the_limits_nothing_is_left_to_fill_in(of: Reason, measure: Measure) -> None:
    told = said(of, Also(of, "Ruta 2", 7, measure), LITRES, measure=measure)

    assert "%(" not in told


def test_a_line_without_others_is_kept_as_before_and_read_by_whoever_does_not_know_them() -> None:
    class Before(msgspec.Struct):
        alpha: float

    turn = Turn(alpha=2.0, fill_before_pct=0, fill_after_pct=0, pressing_pct=100)
    line = msgspec.structs.replace(LINE, turn=msgspec.structs.replace(turn, also=(LITRES,)))

    assert b"also" not in msgspec.json.encode(turn)
    assert msgspec.json.decode(msgspec.json.encode(line.turn), type=Before).alpha == 2
    assert msgspec.json.decode(msgspec.json.encode(line), type=Line) == line
