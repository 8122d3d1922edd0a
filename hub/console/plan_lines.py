"""The lines of a plan as its pages show them, in words, and which of them somebody should look at."""

from collections import Counter
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from hub.console.sought import is_sought
from hub.pupils import is_beyond
from hub.region_rows import School, service_names
from hub.report import FEW, UNTOLD
from shared.allocation import Line, Need, Reason
from shared.badges import badge, goes_with, only_reserve_lacks
from shared.changes import what_would_change
from shared.ids import ResourceId, SchoolId
from shared.reasons import why
from shared.resources import Catalogue, Resource
from shared.sentences import Sentence
from shared.web import N_, say
from shared.web import gettext as _
from shared.web.formats import number, percent

MILLION = 1_000_000
PART_WORDS: Mapping[Reason, str] = {
    Reason.STOCK: N_("Del precio, %(price)s es por el almacén de %(limit)s."),
    Reason.POOL: N_("Del precio, %(price)s es por la reserva nacional."),
    Reason.KIT: N_("Del precio, %(price)s es por lo que debe ir con él."),
    Reason.VOLUME: N_("Del precio, %(price)s es por el camión de %(limit)s."),
    Reason.BUDGET: N_("Del precio, %(price)s es por el presupuesto del ciclo."),
    Reason.TRIP: N_("El viaje a la escuela cuesta %(price)s más, una vez para todos sus lotes."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A line with everything the page says of it."""

    line: Line
    school: str
    resource: str
    tone: str
    icon: str
    words: str
    why: str
    change: str
    asked_for: str
    """What the school wrote with its request; empty where it wrote nothing."""
    top: int
    """Largest figure of the line: the end of its little chart."""
    laid: tuple[str, ...]
    """What was laid down for it and does not decide it."""
    objections: tuple[str, ...]
    """What the school objected to in the last decision on it, and what was answered."""
    net: tuple[int, int, int] | None
    """What would be lacking: the need less what is there and on its way; None: not shown to who asks, as the need."""
    students: int | None = None
    """How many pupils the school has today; None: nobody said, or it is not shown to who asks."""
    beyond: bool = False
    """It sends more than one unit for each of them, of what is for one pupil."""

    @property
    def need(self) -> Need | None:
        """What is foreseen; None where who asks is not shown it."""
        return None if self.net is None else self.line.need

    @property
    def pupils(self) -> str:
        """How many pupils the school has, in words."""
        if self.need is None:
            return _(FEW)
        return "—" if self.students is None else number(self.students)

    @property
    def account(self) -> str:
        """What one more lot would be worth here, and in the best use that goes without it; a price of 0 is none."""
        line = self.line
        if self.need is None:
            return ""
        known = line.next_lot_use_pct or not line.value
        said = {
            "lot": line.lot,
            "use": percent(line.next_lot_use_pct) if known else _("menos del %(pct)s", pct=percent(1)),
            "value": number(line.value / MILLION, 2),
            "price": number(line.price / MILLION, 2),
            "urgency": percent(line.urgency_pct),
        }
        if said["price"] == said["value"] == number(0, 2):
            return _("Otro lote de %(lot)s: se usaría %(use)s; urgencia %(urgency)s.", **said)
        if said["price"] == number(0, 2):
            return _("Otro lote de %(lot)s: se usaría %(use)s; vale %(value)s; urgencia %(urgency)s.", **said)
        return _(
            "Otro lote de %(lot)s: se usaría %(use)s; vale %(value)s aquí y %(price)s en el mejor uso sin atender; "
            "urgencia %(urgency)s.",
            **said,
        )

    @property
    def parts(self) -> list[str]:
        """What the price is made of, a sentence for each limit that costs anything; a trip is told apart."""
        turn = self.line.turn
        costs: Counter[tuple[Reason, str]] = Counter()
        for part in turn.parts if turn else ():
            costs[part.of, part.limit] += part.price
        told = ((of, limit, number(cost / MILLION, 2)) for (of, limit), cost in costs.items())
        return [
            _(PART_WORDS[of], limit=limit, price=price)
            for of, limit, price in told
            if of in PART_WORDS and price != number(0, 2)
        ]


def held(line: Line) -> int | str:
    """Return what a school has as a column tells it: blank where nobody ever counted, never 0."""
    return line.on_hand if line.counted or line.on_hand else ""


def told_lines(
    lines: Sequence[Line],
    catalogue: Catalogue,
    schools: Sequence[School],
    asked_for: Mapping[tuple[SchoolId, ResourceId], str],
    objected: Mapping[tuple[SchoolId, ResourceId], Sequence[Sentence]] = MappingProxyType({}),
    laid: Mapping[tuple[SchoolId, ResourceId], Sequence[Sentence]] = MappingProxyType({}),
    *,
    untold: Collection[SchoolId] = (),
) -> list[Told]:
    """Put each line into words in the reader's language; of schools that are *untold*, not what is foreseen."""
    names, known, students = service_names(schools), catalogue.by_id(), {one.id: one.students for one in schools}
    told = [
        _told(
            line,
            catalogue,
            names.get(line.school, line.school),
            known.get(line.resource),
            students.get(line.school),
            asked_for.get((line.school, line.resource), "") if line.asked else "",
            *(tuple(say(one) for one in said.get((line.school, line.resource), ())) for said in (objected, laid)),
        )
        for line in lines
    ]
    return [_without_need(one) if one.line.school in untold else one for one in told]


def _without_need(one: Told) -> Told:
    return replace(one, net=None, why=_(UNTOLD), change="", top=1, students=None, beyond=False)


def _told(
    line: Line,
    catalogue: Catalogue,
    school: str,
    resource: Resource | None,
    students: int | None,
    asked_for: str,
    objections: tuple[str, ...],
    laid: tuple[str, ...],
) -> Told:
    mark = badge(line)
    there = line.on_hand + line.in_transit
    net = (line.need.p10 - there, line.need.p50 - there, line.need.p90 - there)
    lacking = (max(0, net[0]), max(0, net[1]), max(0, net[2]))
    return Told(
        line=line,
        school=school,
        resource=resource.name if resource else line.resource,
        tone=mark.tone,
        icon=mark.icon,
        words=say(mark.words),
        why=say(why(line, catalogue)),
        change=say(what_would_change(line, catalogue)),
        asked_for=asked_for,
        objections=objections,
        laid=laid,
        top=max(1, lacking[2], line.asked, line.units),
        net=lacking,
        students=students,
        beyond=is_beyond(line.units, resource, students),
    )


def sought_schools(schools: Iterable[School], text: str, ugel: str) -> set[SchoolId]:
    """Return the schools of a *ugel*, where one is named, with *text* in their name or before their code."""
    rows = list(schools)
    names = service_names(rows)
    return {one.id for one in rows if ugel in ("", one.ugel) and is_sought(text, [names[one.id]], [one.id])}


def ugels_of(schools: Iterable[School], there: Container[SchoolId]) -> list[str]:
    """Return the UGELs of the schools that are *there*."""
    return sorted({one.ugel for one in schools if one.ugel and one.id in there})


def quiet(line: Line) -> bool:
    """Tell whether nobody needs to look at a line: somebody counted, and the likely need and any request are met."""
    calm = line.reason is Reason.SATISFIED or only_reserve_lacks(line) or goes_with(line)
    return calm and line.counted and line.asked <= line.units
