"""One serial, one pair of hands: what is told of a device must be able to follow what was told before."""

from collections.abc import Mapping, Sequence
from datetime import date

from shared.devices import GONE, DeviceState, Key, Place, changes, serial_of, touched
from shared.errors import BadInput
from shared.events import Claim
from shared.fact_fields import Fact
from shared.facts import SENT_OUT, Count, Delivery, Loan, Loss, Receipt, Repair, Return
from shared.sentences import N_, Sentence


def check_hands(claims: Sequence[Claim], devices: Mapping[Key, DeviceState]) -> None:
    """
    Check that *claims*, in their order, may be recorded over *devices*.

    A device of which nothing was told yet may be anywhere.

    Raises:
        BadInput: A device would be in two places, or one event tells of it twice. It says which, since when, and what
            to record first. Nothing is to be recorded.
    """
    known: dict[Key, DeviceState] = {}
    for claim in claims:
        keys = touched(claim.fact)
        if not keys:
            continue
        known |= {key: state for key in keys if key not in known and (state := devices.get(key)) is not None}
        _check_units(claim.fact)
        for key in keys:
            if (state := known.get(key)) is not None:
                _check_place(claim.fact, state)
        known |= changes(known, claim.fact, claim.occurred.day() if claim.occurred else None)


def _check_units(fact: Fact) -> None:
    """A serial is one unit, named once."""
    match fact:
        case Loan() | Return() | Loss() | Repair() if fact.serial and fact.units != 1:
            raise BadInput("Un equipo con serie se anota de uno en uno: la serie %(serial)s.", serial=fact.serial)
        case Count():
            _check_named((*fact.serials, *fact.away), len(fact.away) + fact.units)
        case Receipt():
            _check_named(fact.serials, fact.units)
        case Delivery():
            for line in fact.lines:
                _check_named(line.serials, line.accepted)
        case _:
            return


def _check_named(serials: Sequence[str], most: int) -> None:
    plain = [serial_of(serial) for serial in serials]
    twice = next((serial for at, serial in enumerate(plain) if serial in plain[:at]), None)
    if twice is not None:
        raise BadInput("La serie %(serial)s está dos veces. Quite una y repita.", serial=twice)
    if len(plain) > most:
        raise BadInput(
            "Hay más series (%(serials)s) que unidades (%(units)s). Corrija uno de los dos.",
            serials=len(plain),
            units=most,
        )


def _check_place(fact: Fact, state: DeviceState) -> None:
    """
    Refuse what cannot be of a device that is where it is.

    Raises:
        BadInput: It cannot.
    """
    if state.place in _may_be(fact, state.serial):
        return
    raise BadInput(_WHERE[state.place], serial=state.serial, since=_since(state.since), todo=_todo(fact, state.place))


def _may_be(fact: Fact, serial: str) -> frozenset[Place]:
    match fact:
        case Loan() | Loss():
            return _HERE
        case Return():
            return frozenset({Place.LENT})
        case Repair():
            return _HERE if fact.action == SENT_OUT else frozenset({Place.REPAIR})
        case Receipt() | Delivery():
            return GONE
        case Count() if serial in map(serial_of, fact.serials):
            return _HERE
        case Count():
            return frozenset({Place.LENT})
        case _:
            return frozenset(Place)


def _since(day: date | None) -> Sentence:
    return Sentence("desde el %(day)s", {"day": f"{day:%d/%m/%Y}"}) if day else Sentence("desde antes")


def _todo(fact: Fact, place: Place) -> Sentence:
    """Say what to record first."""
    if isinstance(fact, Return):
        return Sentence("No se puede devolver lo que no está prestado: revise la serie.")
    if isinstance(fact, Repair) and fact.action != SENT_OUT:
        return Sentence("Anote primero que salió a reparación, o revise la serie.")
    match place:
        case Place.LENT if isinstance(fact, Loss):
            return Sentence("Anote la devolución y la pérdida juntas.")
        case Place.LENT:
            return Sentence("Anote primero la devolución.")
        case Place.REPAIR:
            return Sentence("Anote primero que volvió, o que no tiene arreglo.")
        case Place.HERE:
            return Sentence("Revise la serie.")
        case _:
            return Sentence("Si apareció, anótelo primero como hallado.")


_HERE = frozenset({Place.HERE})
_WHERE: Mapping[Place, str] = {
    Place.HERE: N_("La serie %(serial)s está en la escuela %(since)s. %(todo)s"),
    Place.LENT: N_("La serie %(serial)s está prestada %(since)s. %(todo)s"),
    Place.REPAIR: N_("La serie %(serial)s está en reparación %(since)s. %(todo)s"),
    Place.LOST: N_("La serie %(serial)s figura como perdida %(since)s. %(todo)s"),
    Place.STOLEN: N_("La serie %(serial)s figura como robada %(since)s. %(todo)s"),
    Place.RETIRED: N_("La serie %(serial)s está dada de baja %(since)s. %(todo)s"),
}
