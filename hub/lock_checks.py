"""What a lock must be: of a school and a resource that are there, in whole lots, of a day to come, and not twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.fixing import LockRow
from hub.region_rows import School, service_names
from shared.allocation import LockKind
from shared.errors import BadIdentifier, BadInput
from shared.fixed import QUANTITIES
from shared.ids import SchoolId, school_id, site_told
from shared.resources import Catalogue, Resource, ResourceKind
from shared.sentences import N_, Sentence

MOST = 10_000_000
"""Units."""
RANKS = 3
"""Priority classes."""
MOST_DAYS = 3 * 366
_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asks to lay down, as it was written."""

    school: str
    """Code of the service, of a site with one service, or a name that only one has."""
    resource: str
    """Id or name."""
    kind: LockKind
    units: int
    until: date
    why: str
    rank: int = 0


def check(
    wanted: Wanted, schools: Sequence[School], catalogue: Catalogue, standing: Iterable[LockRow], today: date
) -> LockRow:
    """
    Return the lock that is *wanted*; *standing* are those that nobody took back.

    Raises:
        BadInput: No such school or resource, several of them, a quantity that is no whole lots, a day that is over,
            or another lock of the pair that it does not go together with.
    """
    school, resource = school_named(wanted.school, schools), resource_named(wanted.resource, catalogue)
    kind, units = _quantity(wanted, resource)
    if wanted.until < today:
        raise BadInput(_PAST, day=f"{wanted.until:%d/%m/%Y}")
    if wanted.until > today + timedelta(days=MOST_DAYS):
        raise BadInput(_TOO_LONG, day=f"{wanted.until:%d/%m/%Y}", last=f"{today + timedelta(days=MOST_DAYS):%d/%m/%Y}")
    if not 0 <= wanted.rank < RANKS:
        raise BadInput(_RANK, most=RANKS - 1)
    lock = LockRow(
        school=school.id, resource=resource.id, kind=kind, units=units, rank=wanted.rank, expires=wanted.until
    )
    names = service_names(one for one in schools if one.site == school.site)
    for other in standing:
        if other.expires is not None and other.expires >= today and lock.clashes(other):
            raise BadInput(
                _CLASH,
                school=names[school.id],
                resource=resource.name,
                quantity=quantity_told(other),
                number=other.number,
                day=f"{other.expires:%d/%m/%Y}",
            )
    return lock


def quantity_told(lock: LockRow) -> Sentence:
    """
    Return how much, in words.

    >>> quantity_told(LockRow(school="0403691-0", resource="guia", kind=LockKind.MIN, units=1200)).text()
    'al menos 1,200'
    """
    return Sentence(QUANTITIES[lock.kind], {"units": f"{lock.units:,}"})


def school_named(text: str, schools: Sequence[School]) -> School:
    """
    Return the service that somebody named by its code, that of its site, or its name.

    Raises:
        BadInput: There is none, or several.
    """
    asked = " ".join(text.split())
    found = _by_code(asked, schools) or [one for one in schools if one.name.casefold() == asked.casefold()]
    if not found:
        raise BadInput(_NO_SCHOOL, school=asked[:80])
    if len(found) > 1:
        names = service_names(found)
        which = ", ".join(f"{one.id} {names[one.id]}" for one in found[:_SHOWN])
        raise BadInput(_SCHOOLS, school=asked[:80], which=which)
    return found[0]


def _by_code(text: str, schools: Sequence[School]) -> list[School]:
    """Return the service of a código modular and anexo, or those of a código modular or of a código de local alone."""
    try:
        exact: SchoolId | None = school_id(*text.split("-", 1)) if "-" in text else None
        site = site_told(text)
    except BadIdentifier:
        return []
    if exact:
        return [one for one in schools if one.id == exact]
    modular = site.removeprefix("~").partition("-")[0]
    return [one for one in schools if one.site == site or one.id.partition("-")[0] == modular]


def resource_named(text: str, catalogue: Catalogue) -> Resource:
    """
    Return the resource that somebody named by its id or its name.

    Raises:
        BadInput: There is none, or it is a pack, which is not divided.
    """
    asked = " ".join(text.split()).casefold()
    found = [one for one in catalogue.resources if asked in (one.id, one.name.casefold())]
    divided = [one for one in catalogue.resources if one.kind is not ResourceKind.PACK]
    if len(found) != 1:
        which = ", ".join(one.id for one in divided[:_SHOWN])
        raise BadInput(_NO_RESOURCE, resource=text.strip()[:80], which=which)
    if found[0] not in divided:
        raise BadInput(_PACK, resource=found[0].name)
    return found[0]


def day_told(text: str) -> date:
    """
    Read a day as a form or a person writes it.

    >>> day_told("2026-12-31") == day_told(" 31/12/2026 ") == date(2026, 12, 31)
    True

    Raises:
        BadInput: It is none.
    """
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            # A day has no clock: nothing is compared with one here.
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise BadInput(_NO_DAY, day=text.strip()[:40])


def _quantity(wanted: Wanted, resource: Resource) -> tuple[LockKind, int]:
    """Return what is meant: at most none, or exactly none, is to be left out."""
    kind, units, lot = wanted.kind, wanted.units, resource.lot
    if kind is LockKind.EXCLUDE:
        return kind, 0
    if not 0 <= units <= MOST:
        raise BadInput(_RANGE, most=f"{MOST:,}")
    if kind is LockKind.MIN and not units:
        raise BadInput(_NOTHING, lot=f"{lot:,}")
    if units % lot:
        below, above = units // lot * lot, -(-units // lot) * lot
        words = _LOTS_ABOVE if kind is LockKind.MIN and not below else _LOTS
        raise BadInput(
            words, resource=resource.name, lot=f"{lot:,}", units=f"{units:,}", below=f"{below:,}", above=f"{above:,}"
        )
    return (kind, units) if units else (LockKind.EXCLUDE, 0)


_NO_SCHOOL = N_(
    "No hay ninguna escuela «%(school)s» en la región. Escriba su código modular y anexo, por ejemplo 0403691-0. "
    "No se fijó nada."
)
_SCHOOLS = N_("«%(school)s» son varios servicios: %(which)s. Escriba el código de uno. No se fijó nada.")
_NO_RESOURCE = N_(
    "El catálogo no tiene «%(resource)s». Escriba uno de los que se reparten: %(which)s. No se fijó nada."
)
_PACK = N_("«%(resource)s» es un paquete digital: llega a todos y no se reparte por lotes. No se fijó nada.")
_RANGE = N_("La cantidad va de 0 a %(most)s unidades. No se fijó nada.")
_NOTHING = N_("Un mínimo de 0 no fija nada. Ponga %(lot)s o más. No se fijó nada.")
_LOTS = N_(
    "«%(resource)s» va en lotes de %(lot)s y %(units)s no son lotes enteros. Ponga %(below)s o %(above)s. "
    "No se fijó nada."
)
_LOTS_ABOVE = N_(
    "«%(resource)s» va en lotes de %(lot)s y %(units)s no son lotes enteros. Ponga %(above)s. No se fijó nada."
)
_NO_DAY = N_("«%(day)s» no es un día. Escríbalo como AAAA-MM-DD, por ejemplo 2026-12-31. No se fijó nada.")
_PAST = N_("El %(day)s ya pasó. Ponga como último día uno de hoy en adelante. No se fijó nada.")
_TOO_LONG = N_(
    "El %(day)s está muy lejos: lo fijado vale tres años a lo más. Ponga hasta el %(last)s. No se fijó nada."
)
_RANK = N_("La prioridad va de 0, que se cumple primero, a %(most)s. No se fijó nada.")
_CLASH = N_(
    "%(school)s ya tiene fijado de «%(resource)s» %(quantity)s, hasta el %(day)s (número %(number)s). Levante eso "
    "primero; juntos van solo un mínimo y un máximo no menor. No se fijó nada."
)
