"""What a plan changes against one before it: lines new, gone, more and fewer, each with both reasons."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hub.moved_by import Between, moved_by
from hub.plan_rows import PlanRow, PlanStatus
from hub.report import UNTOLD
from shared.allocation import Line
from shared.ids import ResourceId, SchoolId
from shared.reasons import why
from shared.resources import Catalogue
from shared.sentences import N_, Sentence


class Move(StrEnum):
    """How a line differs."""

    NEW = "nueva"
    GONE = "sale"
    MORE = "mas"
    FEWER = "menos"


class Against(StrEnum):
    """With which plan before it one is compared."""

    APPROVED = "aprobado"
    BEFORE = "anterior"


MOVES: Mapping[Move, str] = {
    Move.NEW: N_("Entra"),
    Move.GONE: N_("Sale"),
    Move.MORE: N_("Recibe más"),
    Move.FEWER: N_("Recibe menos"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One resource at one school whose quantity differs; a plan may have no line for it at all."""

    school: SchoolId
    resource: ResourceId
    before: Line | None
    after: Line | None

    @property
    def units(self) -> tuple[int, int]:
        """Units before and now."""
        return _units(self.before), _units(self.after)

    @property
    def move(self) -> Move:
        """How it differs."""
        before, after = self.units
        if not before:
            return Move.NEW
        if not after:
            return Move.GONE
        return Move.MORE if after > before else Move.FEWER

    def reasons(self, catalogue: Catalogue, plans: Between) -> tuple[Sentence, Sentence]:
        """Return why it had its quantity, and why it has it now; where that is the same, what differs all the same."""
        then = why(self.before, catalogue) if self.before else Sentence(_NOT_THEN)
        now = why(self.after, catalogue) if self.after else Sentence(_NOT_NOW)
        if self.before is None or self.after is None or then.text() != now.text():
            return then, now
        return then, Sentence(_SAME, {"moved": moved_by(self.before, self.after, plans, catalogue)})


def differences(before: Iterable[Line], after: Iterable[Line]) -> list[Difference]:
    """Return the lines whose quantity differs, by school and resource."""
    then = {(line.school, line.resource): line for line in before}
    now = {(line.school, line.resource): line for line in after}
    found = (Difference(*key, then.get(key), now.get(key)) for key in sorted({*then, *now}))
    return [one for one in found if one.units[0] != one.units[1]]


def last_approved(plans: Sequence[PlanRow], plan: PlanRow) -> PlanRow | None:
    """Return the newest plan before *plan* that people approved; *plans* come the newest first."""
    at = next(number for number, one in enumerate(plans) if one.id == plan.id)
    approved = (PlanStatus.APPROVED, PlanStatus.PUBLISHED)
    return next((one for one in plans[at + 1 :] if one.status in approved), None)


def earlier(plans: Sequence[PlanRow], plan: PlanRow) -> dict[Against, PlanRow]:
    """
    Return the plans before *plan* that it may be compared with, the usual one first; *plans* come the newest first.

    That is the last one approved; where none was, or others were drawn since, also the one drawn just before.
    """
    at = next(number for number, one in enumerate(plans) if one.id == plan.id)
    approved, before = last_approved(plans, plan), next(iter(plans[at + 1 :]), None)
    found = {} if approved is None else {Against.APPROVED: approved}
    return found if before is None or before == approved else found | {Against.BEFORE: before}


def counts(found: Iterable[Difference]) -> dict[Move, int]:
    """Return how many lines moved in each way."""
    seen = Counter(one.move for one in found)
    return {move: seen[move] for move in Move}


HEADER = (
    "cod_mod_anexo", "escuela", "recurso", "cambio", "antes", "ahora", "diferencia", "motivo_antes", "motivo_ahora",
)  # fmt: skip


def rows(
    found: Iterable[Difference],
    catalogue: Catalogue,
    names: Mapping[SchoolId, str],
    plans: Between,
    gettext: Callable[[str], str] = str,
    untold: Collection[SchoolId] = (),
) -> Iterator[tuple[object, ...]]:
    """Give the differences as a file has them, without the reasons of *untold* schools; the last row is their total."""
    called = {one.id: one.name for one in catalogue.resources}
    sums = [0, 0]
    for one in found:
        then, now = one.units
        sums = [sums[0] + then, sums[1] + now]
        hidden = one.school in untold
        reasons = (gettext(UNTOLD) if hidden else said.text(gettext) for said in one.reasons(catalogue, plans))
        yield (one.school, names.get(one.school, one.school), called.get(one.resource, one.resource),
               gettext(MOVES[one.move]), then, now, now - then, *reasons)  # fmt: skip
    yield ("", "TOTAL", "", "", sums[0], sums[1], sums[1] - sums[0], "", "")


def _units(line: Line | None) -> int:
    return line.units if line else 0


_NOT_THEN = N_("No estaba en ese plan.")
_SAME = N_("El motivo es el mismo. %(moved)s")
_NOT_NOW = N_("No está en este plan.")
