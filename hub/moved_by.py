"""What differs between two plans that tells why a line moved, where both give it the same reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hub.fixing import LockRow
from hub.lock_checks import quantity_told
from hub.lock_outcome import known_to
from hub.plan_rows import PlanRow
from shared.allocation import Line
from shared.ids import ResourceId
from shared.resources import Catalogue
from shared.sentences import N_, Sentence, Value

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Between:
    """What two plans were drawn with that is not the same; what neither says is taken to be."""

    laid: tuple[LockRow, ...] = ()
    """Only the later knows them..."""
    gone: tuple[LockRow, ...] = ()
    """...and only the earlier: lifted, or of a day that is over."""
    weights: tuple[int, int] = (0, 0)
    """Versions, then and now."""


def between(then: PlanRow, now: PlanRow) -> Between:
    """Return what two plans were drawn with that differs."""
    before, after = ({one.number: one for one in known_to(plan)} for plan in (then, now))
    return Between(
        laid=tuple(one for number, one in after.items() if number not in before),
        gone=tuple(one for number, one in before.items() if number not in after),
        weights=(then.weights_version, now.weights_version),
    )


def moved_by(before: Line, after: Line, plans: Between, catalogue: Catalogue) -> Sentence:
    """
    Return the first thing that differs and bears on a line: its own, its school's, then what all share.

    >>> from shared.allocation import Need, Reason
    >>> line = Line(school="0403691-0", site="074294", resource="tablet", units=5, lots=1, lot=5,
    ...             reason=Reason.STOCK, need=Need(10, 14, 19))
    >>> moved_by(line, line, Between(), Catalogue(1, ())).text()
    'De esta línea no cambió nada: cambió lo que necesitan o reciben otras, y con ello a quién le toca.'
    """
    names = {one.id: one.name for one in catalogue.resources}
    found = (
        *_of_locks(after, plans, names, own=True),
        *_of_figures(before, after),
        *_of_locks(after, plans, names, own=False),
        *_of_school(before, after),
        *_of_all(before, after, plans),
    )
    return next(iter(found), Sentence(_OTHERS))


def _of_locks(line: Line, plans: Between, names: Mapping[ResourceId, str], *, own: bool) -> Iterator[Sentence]:
    """Say which quantity was fixed, or is not any more, for the line itself or for another resource of its school."""
    for words, locks in ((_LAID, plans.laid), (_GONE, plans.gone)):
        for lock in locks:
            if lock.school == line.school and (lock.resource == line.resource) == own:
                called = names.get(lock.resource, lock.resource)
                yield Sentence(words[own], {"quantity": quantity_told(lock), "resource": called})


def _of_figures(before: Line, after: Line) -> Iterator[Sentence]:
    figures = (
        (_NEED, before.need.p50, after.need.p50),
        (_RESERVE, before.need.p90, after.need.p90),
        (_HELD, before.on_hand, after.on_hand),
        (_COMING, before.in_transit, after.in_transit),
        (_ASKED, before.asked, after.asked),
        (_LOT, before.lot, after.lot),
    )
    return (_moved(words, f"{then:,}", f"{now:,}") for words, then, now in figures if then != now)


def _of_school(before: Line, after: Line) -> Iterator[Sentence]:
    """Say what of the school's place in the line differs; the plan's own effect on it explains nothing."""
    if before.urgency_pct != after.urgency_pct:
        yield _moved(_URGENCY, f"{before.urgency_pct}\xa0%", f"{after.urgency_pct}\xa0%")
    then, now = before.turn, after.turn
    if then is None or now is None:
        return
    if then.alpha != now.alpha:
        yield _moved(_EVENNESS, f"{then.alpha:g}", f"{now.alpha:g}")
    if then.waited != now.waited:
        yield _moved(_WAITED, f"{then.waited}", f"{now.waited}")
    if then.fill_before_pct != now.fill_before_pct:
        yield _moved(_FILL, f"{then.fill_before_pct}\xa0%", f"{now.fill_before_pct}\xa0%")


def _of_all(before: Line, after: Line, plans: Between) -> Iterator[Sentence]:
    if before.depot == after.depot and before.depot_stock != after.depot_stock:
        yield _moved(_STOCK, f"{before.depot_stock:,}", f"{after.depot_stock:,}", depot=after.depot)
    if plans.weights[0] != plans.weights[1]:
        yield _moved(_WEIGHTS, *(f"{one}" for one in plans.weights))
    if elsewhere := sum(one.resource == after.resource for one in (*plans.laid, *plans.gone)):
        yield Sentence(_ELSEWHERE, {"count": elsewhere})
    prices = [f"{one.price / _MILLION:,.2f}" for one in (before, after)]
    if prices[0] != prices[1]:
        yield _moved(_PRICE, *prices)


def _moved(words: str, then: str, now: str, **values: Value) -> Sentence:
    return Sentence(words, {"then": then, "now": now, **values})


_LAID = (
    N_(
        "Se fijó después para esta escuela: «%(resource)s», %(quantity)s. Lo que debe ir con ello lo acompaña, y lo "
        "demás puede tocarle después que a quienes tienen menos."
    ),
    N_("Se fijó después para esta línea: %(quantity)s."),
)
_GONE = (
    N_(
        "Ya no vale lo fijado para esta escuela: «%(resource)s», %(quantity)s. Con ello cambia lo que debe ir con eso, "
        "y a quién le toca lo demás."
    ),
    N_("Ya no vale lo fijado para esta línea: %(quantity)s."),
)
_NEED = N_("Cambió lo más probable que necesite: antes %(then)s, ahora %(now)s.")
_RESERVE = N_("Cambió lo que podría llegar a necesitar: antes %(then)s, ahora %(now)s.")
_HELD = N_("Cambió lo que tiene la escuela: antes %(then)s, ahora %(now)s.")
_COMING = N_("Cambió lo que va en camino: antes %(then)s, ahora %(now)s.")
_ASKED = N_("Cambió lo que pidió la escuela: antes %(then)s, ahora %(now)s.")
_LOT = N_("Cambió el lote en que se entrega: antes %(then)s, ahora %(now)s.")
_URGENCY = N_("Cambió la urgencia de la escuela: antes %(then)s, ahora %(now)s.")
_EVENNESS = N_("Cambió cuánto pesa que el reparto sea parejo (equidad): antes %(then)s, ahora %(now)s.")
_WAITED = N_("Cambió cuántos repartos seguidos lleva la escuela sin recibir: antes %(then)s, ahora %(now)s.")
_FILL = N_("Cambió la parte de su necesidad que la escuela ya tenía antes del plan: antes %(then)s, ahora %(now)s.")
_STOCK = N_("Cambió lo que había para repartir en el almacén de %(depot)s: antes %(then)s, ahora %(now)s.")
_WEIGHTS = N_("Cambiaron los pesos: antes la versión %(then)s, ahora la %(now)s.")
_ELSEWHERE = N_(
    "De esta línea no cambió nada: de este recurso se fijó o dejó de valer algo en otras escuelas (%(count)s), y con "
    "ello lo que queda para las demás."
)
_PRICE = N_(
    "De esta línea no cambió nada: cambió lo que necesitan o reciben otras. Un lote vale %(now)s en el mejor uso que "
    "queda sin atender; antes, %(then)s."
)
_OTHERS = N_("De esta línea no cambió nada: cambió lo que necesitan o reciben otras, y con ello a quién le toca.")
