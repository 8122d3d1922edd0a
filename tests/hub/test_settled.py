"""No unit of a line is counted twice between what a school says and what the office says, and none is forgotten."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hub.database import at
from hub.rows import DeliveryRow
from hub.settled import Solved, Tally, held, said_of, stayed, tallies
from shared.acts import Actor
from shared.allocation import Shipment
from shared.delivery_answers import How
from shared.facts import DeliveryLine
from tests.hub.office import SITES
from tests.hub.regions import GUIDE, TABLET

SHIPMENT = Shipment(pecosa="1", decision="d", site=SITES[0], left=date(2026, 10, 17), lines=((TABLET, 10), (GUIDE, 5)))
FEW = st.integers(0, 12)


def proof(accepted: int, rejected: int) -> DeliveryRow:
    told = DeliveryLine(resource=TABLET, shipped=accepted + rejected, accepted=accepted, rejected=rejected)
    return DeliveryRow(site=SITES[0], schools=(), decision="d", pecosa="1", day=None, lines=(told,))


def entry(how: str, units: int, *, day: date | None = None, undone: str = "", unconfirmed: bool = False) -> Solved:
    by = Actor("ana", "")
    return Solved(
        number=1, how=how, units=units, why="x", by=by, at=at(0), day=day, undone=undone, unconfirmed=unconfirmed
    )


@given(st.lists(st.tuples(FEW, FEW), max_size=4), st.integers(1, 30))
def test_proofs_add_up_and_never_below_zero(proofs: list[tuple[int, int]], shipped: int) -> None:
    sent = Shipment(pecosa="1", decision="d", site=SITES[0], left=date(2026, 10, 17), lines=((TABLET, shipped),))
    tally = tallies(sent, [proof(*one) for one in proofs], {})[TABLET]

    assert tally.out == max(0, shipped - sum(accepted + rejected for accepted, rejected in proofs))
    assert (tally.closed, tally.held, tally.disputed) == (0, 0, 0)


@given(FEW, FEW, FEW, st.lists(st.tuples(st.sampled_from(list(How)), FEW, st.booleans()), max_size=4))
def test_every_unit_is_out_or_accounted_for(
    shipped: int, accepted: int, rejected: int, said: list[tuple[How, int, bool]]
) -> None:
    entries = [entry(how, units, unconfirmed=closing) for how, units, closing in said]
    tally = Tally(shipped, accepted, rejected, **said_of(entries))

    assert 0 <= tally.out <= tally.untold <= shipped
    assert min(tally.closed, tally.open, tally.held, tally.disputed) >= 0
    assert tally.out + tally.closed == tally.untold
    assert tally.held + min(tally.away, tally.untold) <= tally.untold
    assert tally.open == max(0, rejected - sum(units for _, units, closing in said if not closing))
    assert tally.disputed == max(0, tally.away - tally.untold)
    assert tally.missing == rejected + min(tally.away, tally.untold)


CLOSED_OR_TOLD = st.lists(
    st.one_of(
        st.tuples(st.just("proof"), FEW, FEW),
        st.tuples(st.sampled_from([How.ARRIVED, How.LOST]), st.integers(1, 12), st.just(0)),
    ),
    max_size=6,
)


@given(CLOSED_OR_TOLD)
def test_what_is_closed_in_parts_leaves_on_its_way_what_neither_paper_nor_proof_tells_of(
    steps: list[tuple[str, int, int]],
) -> None:
    proofs: list[DeliveryRow] = []
    kept: list[Solved] = []
    for kind, units, rejected in steps:
        tally = tallies(SHIPMENT, proofs, {("1", TABLET): kept})[TABLET]
        told = tally.accepted + tally.rejected
        if kind == "proof":
            accepted = min(units, SHIPMENT.lines[0][1] - told)
            one = accepted, min(rejected, SHIPMENT.lines[0][1] - told - accepted)
            proofs.append(proof(*one))
            after = tallies(SHIPMENT, proofs, {("1", TABLET): kept})[TABLET]
            # A proof tells of what a paper named first, and only then of what nobody had told of.
            assert after.out == max(0, min(tally.out, tally.out + tally.held - sum(one)))
        elif part := min(units, tally.out):
            kept.append(replace(entry(kind, part, unconfirmed=True), number=len(kept) + 1, proved=told))
            after = tallies(SHIPMENT, proofs, {("1", TABLET): kept})[TABLET]
            assert after.out == tally.out - part
            assert after.held == tally.held + (part if kind == How.ARRIVED else 0)
        else:
            continue
        assert after.out + after.held + after.accepted + after.missing == 10


def test_what_was_rejected_and_what_nobody_confirms_are_reckoned_apart() -> None:
    closed = {("1", TABLET): [entry(How.STAYED, 5, unconfirmed=True)]}
    proofs = [proof(3, 2)]
    before, after = (tallies(SHIPMENT, proofs, said)[TABLET] for said in ({}, closed))
    late = tallies(SHIPMENT, [*proofs, proof(5, 0)], closed)[TABLET]

    assert (before.out, before.open) == (5, 2)
    assert (after.out, after.open, after.closed, after.missing) == (0, 2, 5, 7)
    assert (late.out, late.open, late.disputed, late.missing) == (0, 2, 5, 2)


def test_what_arrived_by_a_paper_is_open_again_where_the_school_rejects_it() -> None:
    said = {("1", TABLET): [entry(How.ARRIVED, 10, day=date(2026, 10, 20), unconfirmed=True)]}
    found = tallies(SHIPMENT, [], said)
    (paper,) = held(found, "1", said)
    after = tallies(SHIPMENT, [proof(0, 10)], said)

    assert (found[TABLET].out, found[TABLET].missing, paper.units, paper.day) == (0, 0, 10, date(2026, 10, 20))
    assert (after[TABLET].open, held(after, "1", said)) == (10, ())


def test_what_was_undone_says_nothing() -> None:
    said = {
        ("1", TABLET): [entry(How.STAYED, 10, undone="Salió.", unconfirmed=True)],
        ("1", GUIDE): [entry(How.STAYED, 5, unconfirmed=True)],
    }

    assert {resource: tally.out for resource, tally in tallies(SHIPMENT, [], said).items()} == {TABLET: 10, GUIDE: 0}
    assert stayed(said) == {("1", GUIDE): 5}
