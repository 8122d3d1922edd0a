"""What is asked once before a quantity is fixed: more than there is, than pupils could use, or of what is of no use."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hub.allocation.tables import POOL
from hub.fixing import LockRow, in_force
from hub.region_rows import School, SupplyRow
from shared import lacking
from shared.allocation import LockKind
from shared.ids import SchoolId
from shared.line_values import depot_name
from shared.resources import Catalogue, Resource, ResourceKind
from shared.sentences import N_, Sentence
from shared.suiting import missing_requirement, needs_kit

_ASKS = (LockKind.EXACT, LockKind.MIN)
_PER_PUPIL: Mapping[ResourceKind, int] = {ResourceKind.REUSABLE: 1, ResourceKind.CONSUMABLE: 2}
"""Units: what comes back is used in turns and need not be one for each; of what is used up there may be a spare."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about a lock."""

    mark: str
    """Of the very quantity that is asked about: whoever says yes to it says nothing of another."""
    words: tuple[Sentence, ...]
    """Empty where nothing is."""


def asked_of(
    lock: LockRow, school: School, catalogue: Catalogue, supply: Iterable[SupplyRow], others: int = 0
) -> Asked:
    """
    Return what is odd of a lock of *school*.

    Args:
        lock: As it would be kept.
        school: The service that it is of.
        catalogue: What is known of the resource.
        supply: What the depots and the nation have to give.
        others: Units of it that are fixed already for other schools of the same depot (``fixed_beside``).

    >>> from shared.ids import ResourceId, SiteId
    >>> guide = Resource(id=ResourceId("guia"), name="Guías", kind=ResourceKind.CONSUMABLE, lot=10)
    >>> here = School(id=SchoolId("0403691-0"), site=SiteId("074294"), name="Los Andes", depot="Urcos", students=66)
    >>> there = [SupplyRow(depot="Urcos", resource=guide.id, units=3_000)]
    >>> for units in (140, 900):
    ...     lock = LockRow(school=here.id, resource=guide.id, kind=LockKind.MIN, units=units)
    ...     print([one.text() for one in asked_of(lock, here, Catalogue(1, (guide,)), there).words])
    []
    ['Son 900 unidades para 66 estudiantes: de lo que se gasta se espera a lo más dos por estudiante (140).']
    """
    mark = f"{lock.school} {lock.resource} {lock.kind.value} {lock.units}"
    if lock.kind not in _ASKS or not lock.units:
        return Asked(mark, ())
    resource = catalogue.by_id()[lock.resource]
    there = Counter[str]()
    for row in supply:
        there[row.depot] += row.units if row.resource == resource.id else 0
    own, pool = there[school.depot], there[POOL]
    words = (
        *_unfit(resource, school, catalogue),
        *_beyond_stock(lock.units, school, resource.lot, own=own, pool=pool, others=others),
        *_of_pupils(lock.units, school, resource, catalogue, there=own + pool),
    )
    return Asked(mark, words)


def fixed_beside(lock: LockRow, standing: Iterable[LockRow], depots: Mapping[SchoolId, str], today: date) -> int:
    """Return the units of the same resource that are fixed, and still hold, for other schools of the same depot."""
    mine = depots.get(lock.school)
    beside = (one for one in standing if one.resource == lock.resource and one.school != lock.school)
    return sum(one.units for one in in_force(beside, today) if one.kind in _ASKS and depots.get(one.school) == mine)


def _unfit(resource: Resource, school: School, catalogue: Catalogue) -> Iterator[Sentence]:
    """Say what makes it of no use there: of itself, or of what has to travel with it."""
    goods = catalogue.by_id()
    parts = resource.kit_without_power if needs_kit(school) else ()
    along = [goods[part.resource] for part in parts if part.resource in goods]
    limit = next((found for one in (resource, *along) if (found := missing_requirement(one, school))), "")
    if limit:
        yield Sentence(_UNFIT, {"why": Sentence(lacking.words(limit)[0])})


def _beyond_stock(units: int, school: School, lot: int, *, own: int, pool: int, others: int) -> Iterator[Sentence]:
    if not school.depot:
        yield Sentence(_NO_DEPOT)
        return
    counts = {"own": own, "pool": pool, "units": units, "lot": lot, "others": others, "there": own + pool}
    values = {"depot": depot_name(school.depot), **{name: f"{count:,}" for name, count in counts.items()}}
    if own + pool < lot:
        yield Sentence(_NO_LOT, values)
    elif units > own + pool:
        yield Sentence(_BEYOND_BOTH if pool else _BEYOND, values)
    elif units + others > own + pool:
        yield Sentence(_WITH_OTHERS, values)


def _of_pupils(
    units: int, school: School, resource: Resource, catalogue: Catalogue, *, there: int
) -> Iterator[Sentence]:
    if school.students is None:
        # Nothing tells how many could use them: that they leave little for the others does.
        if there >= units > there // 2:
            yield Sentence(_HALF, {"units": f"{units:,}", "there": f"{there:,}"})
        return
    most = _most(school.students, resource, catalogue)
    if units > most:
        words = _IN_TURNS if resource.kind is ResourceKind.REUSABLE else _USED_UP
        yield Sentence(words, {"units": f"{units:,}", "students": f"{school.students:,}", "most": f"{most:,}"})


def _most(students: int, resource: Resource, catalogue: Catalogue) -> int:
    """Return the units that so many pupils may use, in whole lots: one lot is the least that can be sent."""
    parts = (part for one in catalogue.resources for part in one.kit_without_power if part.resource == resource.id)
    each = max([1, *(part.units_per_unit for part in parts)]) * _PER_PUPIL.get(resource.kind, 1)
    return max(1, -(-each * students // resource.lot)) * resource.lot


_UNFIT = N_("%(why)s Aunque se fije, el plan no le enviará nada de esto.")
_NO_DEPOT = N_("Ningún almacén atiende todavía a esta escuela: aunque se fije, el plan no le enviará nada.")
_BEYOND = N_(
    "El almacén de %(depot)s tiene %(own)s para todas sus escuelas y se pide fijar %(units)s: iría todo a esta, y a "
    "las demás nada."
)
_BEYOND_BOTH = N_(
    "El almacén de %(depot)s tiene %(own)s para todas sus escuelas, la reserva nacional %(pool)s, y se pide fijar "
    "%(units)s: iría todo a esta, y a las demás nada."
)
_NO_LOT = N_(
    "Entre el almacén de %(depot)s (%(own)s) y la reserva nacional (%(pool)s) no hay un lote de %(lot)s: mientras no "
    "llegue más, el plan no le enviará nada."
)
_WITH_OTHERS = N_(
    "Para otras escuelas del almacén de %(depot)s ya se fijaron %(others)s: con estas %(units)s pasan de lo que hay "
    "(%(there)s), y no todas se cumplirán."
)
_HALF = N_(
    "No consta cuántos estudiantes tiene la escuela, y %(units)s es más de la mitad de lo que hay para repartir "
    "(%(there)s)."
)
_IN_TURNS = N_(
    "Son %(units)s unidades para %(students)s estudiantes: de lo que se presta y se devuelve se espera a lo más una "
    "por estudiante (%(most)s)."
)
_USED_UP = N_(
    "Son %(units)s unidades para %(students)s estudiantes: de lo que se gasta se espera a lo más dos por estudiante "
    "(%(most)s)."
)
