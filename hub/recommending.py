"""The region's likeness of materials: trained on counts, judged on weeks that came after, sent if it is not worse."""

import logging
from dataclasses import asdict, dataclass

from msgspec.structs import replace

from hub import couse, reports, tables
from hub.forecasting import origin_of
from hub.release import broadcast_similarity
from hub.spark import session
from hub.store import Store
from shared.errors import NotReady
from shared.recommend import Shelf
from shared.recommend_scores import (
    HORIZON_WEEKS,
    Interval,
    best_weight,
    gain,
    held_out,
    last_origins,
    mean,
    recommender,
    score,
)  # fmt: skip
from shared.school_year import Week, monday
from shared.sentences import counted
from shared.similarity import Similarity
from sync.feed import ALL

MOST_LEARNERS = 20_000
"""Whose pairs are counted: more change no likeness that a byte holds."""
JUDGES = 1_500
"""Learners on whose weeks the likeness is judged."""
_VALIDATE, _TEST = 2, 1
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recommended:
    """What was trained, how it did beside what is most used, and whether schools get it."""

    until: str
    learners: int
    materials: int
    weight_pct: int
    recall5_new: float
    recall5_new_most_used: float
    gain: Interval
    sent: bool

    def words(self) -> str:
        """
        Say it in Spanish.

        >>> print(Recommended("2026-10-05", 90, 12, 0, 0.2, 0.2, Interval(0, 0, 0), False).words())
        90 estudiantes de prueba, 12 materiales, uso hasta la semana del 2026-10-05.
        De lo nuevo que usaron después, acierta 0.200 en cinco; lo más usado de su escuela, 0.200 (diferencia +0.000
        [+0.000, +0.000]).
        No gana a lo más usado: las escuelas ofrecen lo más usado del aula. No se envió nada.
        """
        one = self.gain
        judged = (
            f"De lo nuevo que usaron después, acierta {self.recall5_new:.3f} en cinco; lo más usado de su escuela, "
            f"{self.recall5_new_most_used:.3f} (diferencia {one.mean:+.3f} [{one.low:+.3f}, {one.high:+.3f}])."
        )
        end = (
            f"Se usa con peso {self.weight_pct} %."
            if self.weight_pct
            else "No gana a lo más usado: las escuelas ofrecen lo más usado del aula."
        )
        sent = "Va a todas las escuelas con su próximo envío." if self.sent else "No se envió nada."
        people = counted(self.learners, "estudiante de prueba", "estudiantes de prueba")
        materials = counted(self.materials, "material", "materiales")
        return f"{people}, {materials}, uso hasta la semana del {self.until}.\n{judged}\n{end} {sent}"


def recommend(store: Store, *, send: bool) -> Recommended:
    """
    Train the likeness of materials on the lake, judge it, and where it may be used *send* it to every school.

    Its weight is chosen on two origins and judged on a third. Where it is not above the most used, schools that have an
    earlier one are told to leave it: weight 0. Doing it again with nothing new changes nothing.

    Raises:
        NotReady: Too few weeks of use by named learners.
        DatabaseBusy: Another job computes a table.
    """
    with tables.one_at_a_time(store.config), session(store.config) as spark:
        told = couse.until(couse.uses_frame(spark, store), origin_of(store))
        uses = couse.some_learners(told, MOST_LEARNERS).persist()
        weeks = couse.weeks_of(uses)
        origins = last_origins(weeks, _VALIDATE + _TEST)
        if not origins:
            raise NotReady(
                "Hay uso de paquetes por estudiantes en %(n)s semanas; para recomendar hacen falta %(needed)s. "
                "Espere a que lleguen más registros. No se cambió nada.",
                n=len(weeks),
                needed=2 * HORIZON_WEEKS * (_VALIDATE + _TEST),
            )
        judges = couse.collected(couse.some_learners(uses, JUDGES), store.catalogue())
        before = [couse.likeness(uses, origin, 100) for origin in origins]
        weight = best_weight(judges, origins[:_VALIDATE], known=before[:_VALIDATE])
        held = held_out(judges, origins[-1])
        mine = score(held, recommender(Shelf(judges.materials, replace(before[-1], weight_pct=weight)))).recall_new
        peer = score(held, recommender(Shelf(judges.materials))).recall_new
        above = gain(mine, peer)
        weight = weight if above.mean >= 0 else 0
        found = couse.likeness(uses, weeks[-1] + 1, weight)
        uses.unpersist()
    sent = send and _send(store, found)
    report = Recommended(
        until=str(monday(Week(weeks[-1]))),
        learners=len(held),
        materials=len(found.items),
        weight_pct=weight,
        recall5_new=round(mean(mine), 4),
        recall5_new_most_used=round(mean(peer), 4),
        gain=above,
        sent=sent,
    )
    reports.write(store, "recommend", asdict(report), report.words())
    _log.info("likeness items=%d weight=%d sent=%s", len(found.items), weight, sent)
    return report


def _send(store: Store, found: Similarity) -> bool:
    there = any(entry.item.kind == "similarity" for entry in store.entries(ALL))
    if not found.weight_pct:
        # Of one that is not used nothing needs to travel but that.
        return there and broadcast_similarity(store, _emptied(found))
    return broadcast_similarity(store, found)


def _emptied(found: Similarity) -> Similarity:
    return Similarity(until=found.until, items=(), near=b"", alike=b"")
