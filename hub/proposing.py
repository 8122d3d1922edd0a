"""The plan of the next period, proposed from what the region knows now and kept with what it rests on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from hub import doubting, kept_means, kept_packs, locking, outdated, weighing
from hub.drawing import draw_plan
from hub.earlier import earlier_of
from hub.fairness import Weights
from hub.fingerprints import hashes
from hub.fixing import in_force
from hub.inputs import Foreseen, Inputs
from hub.lots import Built
from hub.plan_rows import PlanRow, PlanStatus
from hub.request_answers import open_for, refused_of, still_asked, turned_down
from hub.store import Store
from hub.waits import waits_of
from shared.school_year import AssumedYear

FORECAST = "forecast"
"""The table of forecasts, as ``hub.forecasting`` names it."""


def make_plan(
    store: Store,
    foreseen: Iterable[Foreseen],
    *,
    period_first: date,
    period_weeks: int,
    weights: Weights | None = None,
    simulated: tuple[str, ...] = (),
    assumed: tuple[AssumedYear, ...] = (),
    build: Callable[[Inputs], Built] | None = None,
) -> PlanRow:
    """
    Draw the plan of a period and keep it as a proposal; with the same inputs it is the same plan, kept once.

    An older proposal that nobody signed is superseded. *build* makes the lots beforehand (``hub.lots``); without it
    they are made here, alike.

    Raises:
        NotReady: The region has no catalogue.
        BadInput: The needs name a school or resource twice, or one that the region does not know.
        PlanRefused: Another plan went out meanwhile.
    """
    weights = weights or weighing.current(store)
    with store.one_state():
        read_s, heard, gone_out = store.now_s(), store.heard(), store.published()
        inputs = _inputs(store, foreseen, period_first, period_weeks, weights, simulated, assumed)
    weighing.keep(store, inputs.weights)
    drawn = draw_plan(inputs, build(inputs) if build else None)
    return store.propose(drawn, knowing=gone_out, read_s=read_s, heard=heard)


def inputs_now(
    store: Store,
    foreseen: Iterable[Foreseen],
    *,
    period_first: date,
    period_weeks: int,
    simulated: tuple[str, ...] = (),
    assumed: tuple[AssumedYear, ...] = (),
) -> Inputs:
    """Return what ``make_plan`` would draw a plan from."""
    with store.one_state():
        weights = weighing.current(store)
        return _inputs(store, foreseen, period_first, period_weeks, weights, simulated, assumed)


def _inputs(
    store: Store,
    foreseen: Iterable[Foreseen],
    period_first: date,
    period_weeks: int,
    weights: Weights,
    simulated: tuple[str, ...],
    assumed: tuple[AssumedYear, ...],
) -> Inputs:
    catalogue = store.catalogue()
    asked, refused = open_for(store, period_first, period_weeks), turned_down(store)
    inputs = Inputs(
        period_first=period_first,
        period_weeks=period_weeks,
        schools=store.schools(),
        foreseen=list(foreseen),
        stock=store.stock(),
        in_transit=store.in_transit(),
        requests=still_asked(asked, refused),
        refused=refused_of(asked, refused),
        supply=store.supply(),
        catalogue=catalogue,
        weights=weights,
        simulated=simulated,
        assumed=assumed,
        calendars=_calendars(store),
        earlier=earlier_of(store, f"{period_first:%Y-%m}", weights.window),
        means=kept_means.left_for(store, f"{period_first:%Y-%m}"),
        packs=kept_packs.known_now(store, catalogue),
        waited=waits_of(store, f"{period_first:%Y-%m}", weights),
        locks=in_force(locking.standing(store), period_first),
        doubts=doubting.bounds(store, catalogue, period_weeks),
    )
    return _beside_signed(store, inputs)


def _calendars(store: Store) -> Mapping[str, int]:
    """Return the versions of the calendars of UGELs with which the forecasts in use were made."""
    forecasts = store.dataset(FORECAST)
    return dict(forecasts.notes.get("calendars", {})) if forecasts else {}


def _beside_signed(store: Store, inputs: Inputs) -> Inputs:
    """
    Return the inputs with the signed plan of the same period, of which a new one changes no more than it must.

    One that has all its signatures comes before one that waits for another, where it can still have it. Where nothing
    changed since it was drawn it is drawn again as it was, and is found to be there already.
    """
    rows = [row for row in store.plans() if row.period_first == inputs.period_first]
    approved = [row for row in rows if row.status is PlanStatus.APPROVED]
    waiting = (row for row in rows if row.status is PlanStatus.PROPOSED and row.approvals)
    signed = [row for row in waiting if not outdated.words(store, row)]
    plan = next(iter([*approved, *signed]), None)
    if plan is None:
        return inputs
    same = plan.inputs.get("hashes") == hashes(inputs)
    last = str(plan.inputs.get("last_plan", "")) if same else plan.id
    lots = {(line.school, line.resource): line.lots for line in store.plan_lines(last)} if last else {}
    return replace(inputs, last_plan=last, last_lots=lots)
