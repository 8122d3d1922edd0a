"""What the region tells a school that it did, and why, beside its decisions: words, and nothing that a node acts on."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from shared.fixed import QUANTITIES
from shared.ids import fours
from shared.sentences import N_, Sentence, Value

KIND = "notice"
"""The kind of its feed item. A node of before it keeps it and shows nothing."""


class What(StrEnum):
    """What was done."""

    REVOKED = "revoked"
    """A computer is not believed any more."""
    ACCEPTED = "accepted"
    """It is believed again."""
    JOINED = "joined"
    """One that nobody invited is believed from now on, beside another of the site."""
    DISCARDED = "discarded"
    """What waited of a computer was thrown away."""
    USE_STANDS = "use_stands"
    """Use that was doubted is as it was recorded."""
    USE_BOUNDED = "use_bounded"
    """It is not, and counts up to a bound."""
    UNSETTLED = "unsettled"
    """What was said of units that were not accepted holds no more."""
    UNCLOSED = "unclosed"
    """What was closed of a shipment is on its way again."""
    UNLOCKED = "unlocked"
    """A quantity that was fixed is so no more."""
    LEFT = "left"
    """A shipment left on another day, or with somebody else, than was said before."""
    STAYED = "stayed"
    """It did not leave after all."""
    CORRECTED = "corrected"
    """What the region keeps of a school."""
    CLOSED = "closed"
    MERGED = "merged"
    OPENED = "opened"
    """A school is in service again."""
    RESOURCE = "resource"
    """What the catalogue says of a resource is another; this and what follows is told to every school."""
    WITHDRAWN = "withdrawn"
    """A resource is offered no more."""
    CATALOGUE = "catalogue"
    """A whole catalogue came in place of the one before."""
    CALENDAR = "calendar"
    """The region's own calendar."""
    WEIGHTS = "weights"


_TOLD: Mapping[str, str] = {
    What.REVOKED: N_("La región dio de baja la laptop %(node)s: lo que envíe se guarda aparte y no se aplica."),
    What.ACCEPTED: N_("La región aceptó otra vez la laptop %(node)s: lo que envíe se aplica."),
    What.JOINED: N_(
        "La región aceptó otra laptop, %(node)s, en este local: lo que envíe cuenta como de la escuela. Si aquí nadie "
        "la conoce, avise a la oficina."
    ),
    What.DISCARDED: N_(
        "La región descartó lo que esperaba de la laptop %(node)s. Si todavía lo tiene, lo envía otra vez."
    ),
    What.USE_STANDS: N_(
        "La región revisó el uso de %(resource)s en la escuela %(school)s: es como se anotó y cuenta entero desde el "
        "próximo plan."
    ),
    What.USE_BOUNDED: N_(
        "La región revisó el uso de %(resource)s en la escuela %(school)s: no es como se anotó, y en los planes cuenta "
        "hasta lo posible."
    ),
    What.UNSETTLED: N_(
        "La región deshizo lo que había dicho de %(resource)s, PECOSA %(pecosa)s: %(units)s otra vez por resolver."
    ),
    What.UNCLOSED: N_(
        "La región deshizo lo que había cerrado de %(resource)s, PECOSA %(pecosa)s: %(units)s otra vez en camino."
    ),
    What.UNLOCKED: N_(
        "La región levantó lo que había fijado de %(resource)s para la escuela %(school)s (%(quantity)s): no cuenta "
        "desde el próximo cálculo del plan."
    ),
    What.LEFT: N_("La región corrigió la salida de la PECOSA %(pecosa)s: salió del almacén el %(day)s."),
    What.STAYED: N_("La región corrigió la salida de la PECOSA %(pecosa)s: no salió del almacén."),
    What.CORRECTED: N_("La región corrigió datos de la escuela %(school)s: %(fields)s."),
    What.CLOSED: N_(
        "La región puso fuera de servicio la escuela %(school)s: su pasado se conserva y ningún plan la nombra."
    ),
    What.MERGED: N_(
        "La región juntó la escuela %(school)s con la escuela %(into)s: el pasado de la primera se conserva y ningún "
        "plan la nombra."
    ),
    What.OPENED: N_("La región puso otra vez en servicio la escuela %(school)s."),
    What.RESOURCE: N_("La región cambió lo que el catálogo dice de %(resource)s (catálogo %(version)s)."),
    What.WITHDRAWN: N_("La región dejó de ofrecer %(resource)s (catálogo %(version)s): ningún plan nuevo lo reparte."),
    What.CATALOGUE: N_("La región cambió el catálogo de recursos: vale el %(version)s."),
    What.CALENDAR: N_("La región cambió el calendario escolar: vale el %(version)s."),
    What.WEIGHTS: N_("La región cambió los pesos del reparto: vale la versión %(version)s desde el próximo plan."),
}
_OTHER_COMPUTER = N_("La región hizo un cambio en la laptop %(node)s.")
_OTHERWISE = N_("La región hizo un cambio que toca a la escuela.")
_FIELD = N_("%(name)s: %(before)s → %(after)s")
FIELD_NAMES: Mapping[str, str] = {
    "name": N_("nombre"), "ugel": "UGEL", "level": N_("nivel"), "district": N_("distrito"),
    "rurality": N_("ruralidad"), "students": N_("estudiantes"), "power": N_("energía"), "coverage": N_("cobertura"),
    "internet": "internet", "languages": N_("lenguas"), "altitude_m": N_("altitud en m"), "lat": N_("latitud"),
    "lon": N_("longitud"),
}  # fmt: skip
"""What the fields of a school that a person corrects are called."""
_TOPICS: Mapping[str, str] = {
    What.REVOKED: "standing", What.ACCEPTED: "standing", What.JOINED: "standing", What.USE_STANDS: "use",
    What.USE_BOUNDED: "use", What.LEFT: "departure", What.STAYED: "departure", What.CLOSED: "service",
    What.MERGED: "service", What.OPENED: "service", What.RESOURCE: "resource", What.WITHDRAWN: "resource",
}  # fmt: skip
"""Acts of which the last word holds; of any other, each act of the same is one."""


class About(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    What a notice is about; what does not apply is not said.

    The first nodes that know notices need ``node``: one without it they leave out, as what they cannot read yet.
    """

    node: str = ""
    """A computer's code, in hexadecimal."""
    school: str = ""
    resource: str = ""
    name: str = ""
    """What the resource is called, where the catalogue in force no longer says it."""
    pecosa: str = ""
    number: int = 0
    """Which of those of one school or line, where there may be several."""
    version: int = 0
    """Of what holds for every school: since which. It tells none from another: the last word holds."""
    units: int = 0
    kind: str = ""
    """Of a quantity that was fixed: a ``LockKind``, of a later version maybe another."""
    day: date | None = None
    into: str = ""
    """The school into which another was merged."""
    fields: tuple[tuple[str, str, str], ...] = ()
    """What was corrected: the field, what it said and what it says."""

    def key(self) -> str:
        """
        Return what tells it from others of which the same was done.

        >>> About(node="00ff").key(), About(pecosa="2026-10-abc-0001", resource="tablet", number=2, units=5).key()
        ('00ff', '2026-10-abc-0001/tablet/2')
        """
        number = str(self.number or "")
        return "/".join(filter(None, (self.node, self.school, self.pecosa, self.resource, number)))


class Notice(About, frozen=True, kw_only=True):
    """What was done; a later one of the same replaces it."""

    what: str
    """One of ``What``; of a later version maybe another."""
    text: str
    """Why, in the words of whoever did it."""
    role: str
    """The office that did it, as in ``Approval``."""
    on: date


def subject_of(what: str, about: About) -> str:
    """
    Return the subject of the notice's item: whether a computer is believed is one, so that the last word holds.

    >>> [subject_of(what, About(node="00ff")) for what in ("revoked", "accepted", "discarded")]
    ['notice/standing/00ff', 'notice/standing/00ff', 'notice/discarded/00ff']
    """
    return "/".join(filter(None, (KIND, _TOPICS.get(what, what), about.key())))


def words(notice: Notice, names: Mapping[str, str] | None = None) -> Sentence:
    """
    Say what was done, as the school reads it; *names* are what schools and resources are called there.

    >>> words(Notice(what="melted", node="00ff", text="", role="", on=date(2026, 3, 2))).text()
    'La región hizo un cambio en la laptop 00ff.'
    """
    codes = {"school": notice.school, "into": notice.into}
    said: dict[str, Value] = {name: (names or {}).get(code, code) for name, code in codes.items()}
    said["resource"] = (names or {}).get(notice.resource, notice.name or notice.resource)
    said |= {
        "node": fours(notice.node),
        "pecosa": notice.pecosa,
        "units": f"{notice.units:,}",
        "version": notice.version,
    }
    said["quantity"] = Sentence(QUANTITIES.get(notice.kind, "%(units)s"), {"units": said["units"]})
    said["day"] = f"{notice.day:%d/%m/%Y}" if notice.day else ""
    said["fields"] = corrected(notice.fields, FIELD_NAMES)
    return Sentence(_TOLD.get(notice.what, _OTHER_COMPUTER if notice.node else _OTHERWISE), said)


def corrected(fields: Iterable[tuple[str, str, str]], names: Mapping[str, str]) -> Sentence:
    """
    Say what each field was and is, by what *names* call it.

    >>> corrected([("students", "21", "44"), ("power", "red", "solar")], FIELD_NAMES).text()
    'estudiantes: 21 → 44; energía: red → solar'
    """
    said: dict[str, Value] = {
        f"f{number}": Sentence(_FIELD, {"name": Sentence(names.get(name, name)), "before": before, "after": after})
        for number, (name, before, after) in enumerate(fields)
    }
    return Sentence("; ".join(f"%({number})s" for number in said), said)
