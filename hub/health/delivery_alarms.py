"""What the deliveries of a school say together, as an alarm until somebody asked there (``hub.delivery_signs``)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time

from hub import borne_out
from hub.delivery_signs import DIFFERS, Found, Proved, Sign, signs
from hub.health import heard, region_alarms
from hub.health.alarm import Alarm
from hub.region import names_of_sites
from hub.rows import DeliveryRow, ShipmentRow
from hub.store import Store
from shared.clock import LIMA
from shared.sentences import N_, Sentence, Value

_SAID: Mapping[Sign, str] = {
    Sign.REJECTED: N_(
        "%(school)s no aceptó la mitad o más de cada una de sus últimas %(count)s entregas (%(pecosas)s). Llame: puede "
        "ser el embalaje, el camino o que recibe lo que no le sirve. Mire los motivos en «Diferencias» antes del "
        "próximo plan."
    ),
    Sign.SAME_DAYS: N_(
        "Las últimas %(count)s entregas a %(school)s se confirmaron cada una a los %(days)s días de salir "
        "(%(pecosas)s). Puede ser el camión de cada semana; si no lo es, pregunte si anotan el día en que llega."
    ),
    Sign.DIFFERS: N_(
        "En %(count)s de las últimas entregas a %(school)s las conformidades cuentan otra cosa que lo que salió "
        "(%(pecosas)s). Compare con el almacén y con quien llevó: puede faltar contar al salir o al recibir."
    ),
}
_DISPUTED = N_(
    "De la entrega %(pecosa)s a %(school)s llegó el acta de lo que aquí se había cerrado (unidades: %(units)s). Los "
    "planes ya no cuentan con ello en ningún almacén. Abra «Diferencias» y deshaga lo que se cerró; si el almacén lo "
    "tiene, llame a la escuela."
)


def shipments(store: Store) -> Iterator[Alarm]:
    """Tell of each shipment that is not confirmed in time, and of what those of a site say together; read once."""
    proofs = store.deliveries()
    rows = store.shipment_rows(proofs=proofs)
    yield from region_alarms.proofs(store, rows)
    yield from deliveries(store, rows, proofs)
    yield from disputed(store)


def disputed(store: Store) -> Iterator[Alarm]:
    """Tell of each shipment of which a proof came after the office had closed it as one that is not at the school."""
    with store.read() as connection:
        found = borne_out.disputed(connection)
        names = names_of_sites(connection, {one.site for one, _units, _since in found})
    for one, units, since in found:
        school = ", ".join(names.get(one.site, ())) or one.site
        said: dict[str, Value] = {"pecosa": one.pecosa, "school": school, "units": units}
        yield Alarm("delivery_disputed", Sentence(_DISPUTED, said), one.pecosa, since)


def deliveries(store: Store, rows: Iterable[ShipmentRow], proofs: Sequence[DeliveryRow]) -> Iterator[Alarm]:
    """Tell of each site whose deliveries say something together, until somebody looked into it."""
    counts = Counter(proof.site for proof in proofs)
    # Fewer say nothing: most schools of a young region have one or two.
    rows = [row for row in rows if counts[row.site] >= DIFFERS]
    if not rows:
        return
    names: dict[str, str] = {row.site: ", ".join(row.schools) or row.site for row in rows}
    with store.read() as connection:
        today = heard.today(store, connection)
    for found in signs(proved(rows, proofs), today):
        yield _alarm(found, names[found.site])


def proved(shipments: Iterable[ShipmentRow], proofs: Iterable[DeliveryRow]) -> Iterator[Proved]:
    """Return each shipment that has a proof with a day, with what its proofs say together."""
    own: dict[tuple[str, str, str], list[DeliveryRow]] = {}
    for proof in proofs:
        own.setdefault((proof.site, proof.pecosa, proof.decision), []).append(proof)
    for row in shipments:
        mine = own.get((row.site, row.pecosa, row.decision), [])
        days = [proof.day for proof in mine if proof.day]
        if not days:
            continue
        told: dict[str, int] = {}
        for proof in mine:
            for line in proof.lines:
                told[line.resource] = told.get(line.resource, 0) + line.accepted + line.rejected
        gone = row.gone.day if row.gone and row.gone.day else None
        yield Proved(
            site=row.site,
            pecosa=row.pecosa,
            left=gone or row.left,
            is_left_known=gone is not None,
            confirmed=max(days),
            ordered={str(resource): units for resource, units in row.lines if units},
            told={resource: units for resource, units in told.items() if units},
            rejected=sum(proof.rejected for proof in mine),
        )


def _alarm(found: Found, school: str) -> Alarm:
    pecosas = ", ".join(found.shipments)
    said: dict[str, Value] = {"school": school, "count": len(found.shipments), "pecosas": pecosas, "days": found.days}
    since = datetime.combine(found.since, time(12), LIMA)
    # What the next delivery adds to it is told again.
    return Alarm(found.sign.value, Sentence(_SAID[found.sign], said), found.site, since, found.shipments[-1][:80])
