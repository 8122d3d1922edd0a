"""What would change a line is told with its amount, and as an estimate where it is one."""

import msgspec
import pytest

from shared.allocation import Fixed, Line, LockKind, Measure, Reason, Turn
from shared.changes import MESSAGES, what_would_change
from tests.shared.test_reasons import CATALOGUE, LINE


def said(reason: Reason, *, more: int = 20, lot: int = 5, limit: str = "Ruta 2", **turn: object) -> str:
    stands = Turn(**{"alpha": 2.0, "fill_before_pct": 0, "fill_after_pct": 0, "pressing_pct": 100, **turn})
    line = msgspec.structs.replace(LINE, reason=reason, changes_at=more, lot=lot, limit=limit, turn=stands)
    return what_would_change(line, CATALOGUE).text()


@pytest.mark.parametrize(
    ("reason", "turn", "words"),
    [
        (Reason.STOCK, {}, "Si el almacén de Huamanga tuviera 20 más, recibiría otro lote de 5."),
        (Reason.STOCK, {"about": True}, "Se estima que con 20 más en el almacén de Huamanga recibiría otro lote de 5."),
        (Reason.POOL, {}, "Si la reserva nacional tuviera 20 más, recibiría otro lote de 5."),
        (Reason.POOL, {"about": True}, "Se estima que con 20 más en la reserva nacional recibiría otro lote de 5."),
        (
            Reason.VOLUME,
            {"about": True, "measure": Measure.LITRES},
            "20 litros más de espacio en el transporte",
        ),
        (Reason.VOLUME, {"about": True, "measure": Measure.KILOS}, "20 kg más de carga en el transporte de Ruta 2"),
        (Reason.TRIP, {"about": True, "measure": Measure.SOLES}, "S/ 20 más para viajes desde Huamanga"),
        (Reason.BUDGET, {"about": True, "measure": Measure.SOLES}, "S/ 20 más en el presupuesto del ciclo"),
    ],
)
def test_every_limit_says_how_much_more_of_it(reason: Reason, turn: dict[str, object], words: str) -> None:
    assert words in said(reason, **turn)


def test_a_resource_of_single_units_gets_another_unit() -> None:
    assert said(Reason.BUDGET, lot=1, about=True).endswith("recibiría otra unidad.")


def test_where_no_amount_is_known_it_names_the_limit_alone() -> None:
    assert said(Reason.VOLUME, more=0) == "Con más espacio en el transporte de la zona, entra en el próximo reparto."


def test_a_lock_that_could_not_be_kept_says_what_it_lacks_and_one_that_was_kept_who_can_lift_it() -> None:
    cut = Fixed(kind=LockKind.EXACT, units=40, cut_by=Reason.STOCK)

    assert said(Reason.LOCK, more=9, about=True, fixed=cut).startswith("Se estima que con 9 más en el almacén")
    assert said(Reason.LOCK, more=0, fixed=Fixed(kind=LockKind.MAX)).startswith("La región puede levantar lo fijado.")


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("measure", list(Measure))
def test_whatever_the_turn_nothing_is_left_to_fill_in(reason: Reason, measure: Measure) -> None:
    fixed = Fixed(kind=LockKind.MIN, units=5, cut_by=reason)

    for more in (0, 7):
        line = msgspec.structs.replace(
            LINE, reason=reason, changes_at=more,
            turn=Turn(alpha=1.0, fill_before_pct=0, fill_after_pct=0, pressing_pct=1, measure=measure, fixed=fixed),
        )  # fmt: skip
        assert "%(" not in what_would_change(line, CATALOGUE).text()


def test_no_message_is_written_twice() -> None:
    assert len(set(MESSAGES)) == len(MESSAGES)


def test_a_line_of_before_has_no_turn_and_a_node_of_before_reads_a_line_that_has_one() -> None:
    turn = Turn(alpha=2.0, fill_before_pct=0, fill_after_pct=9, pressing_pct=100, fixed=Fixed(kind=LockKind.MAX))
    before = msgspec.defstruct("LineOfBefore", [("reason", Reason), ("changes_at", int)], frozen=True)

    old = msgspec.json.decode(msgspec.json.encode(LINE).replace(b',"turn":null', b""), type=Line)
    new = msgspec.json.encode(msgspec.structs.replace(LINE, turn=turn))

    assert old == LINE
    assert msgspec.json.decode(new, type=Line).turn == turn
    assert msgspec.json.decode(new, type=before) == before(Reason.STOCK, 20)
