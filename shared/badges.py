"""A line's reason in two or three words: the one name that every page, filter and count gives it."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.allocation import UNFORESEEN, Line, Reason
from shared.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Badge:
    """The reason in two or three words, with the tone (``data-s``) and the icon it is shown with."""

    code: str
    """Names the badge in an address: the same code, the same words."""
    tone: str
    icon: str
    words: Sentence


_SCARCE = frozenset({Reason.STOCK, Reason.POOL, Reason.VOLUME, Reason.TRIP, Reason.BUDGET, Reason.KIT})
_GOES_WITH, _LIKELY, _ASKED, _NO_DEPOT = "GOES_WITH", "LIKELY_COVERED", "ASKED", "NO_DEPOT"
_UNFORESEEN = "UNFORESEEN"
_BADGES: Mapping[str, tuple[str, str, str]] = {
    _GOES_WITH: ("ok", "sun", "Va con su equipo"),
    _LIKELY: ("ok", "box", "Cubre lo más probable"),
    _ASKED: ("queue", "info", "Pidió más de lo previsto"),
    _NO_DEPOT: ("off", "box", "Sin almacén"),
    _UNFORESEEN: ("off", "info", "Sin pronóstico todavía"),
    Reason.SATISFIED: ("ok", "ok", "Necesidad cubierta"),
    Reason.STOCK: ("queue", "box", "No alcanzó el almacén"),
    Reason.POOL: ("queue", "box", "No alcanzó la reserva nacional"),
    Reason.VOLUME: ("queue", "truck", "No cupo en el transporte"),
    Reason.TRIP: ("queue", "truck", "El viaje no entró en esta vuelta"),
    Reason.BUDGET: ("queue", "truck", "No alcanzó el presupuesto"),
    Reason.KIT: ("queue", "sun", "Falta la pieza que lo acompaña"),
    Reason.INCOMPATIBLE: ("off", "map", "No sirve en el lugar"),
    Reason.LOCK: ("send", "lock", "Fijado por una persona"),
    Reason.LOT_TOO_BIG: ("off", "box", "Lote muy grande"),
}
MESSAGES: tuple[str, ...] = tuple(words for _tone, _icon, words in _BADGES.values())


def badge(line: Line) -> Badge:
    """
    Return the reason of *line* in a few words.

    >>> from shared.allocation import Need
    >>> line = Line(school="0403691-0", site="074294", resource="tablet", units=0, lots=0, lot=5,
    ...             reason=Reason.STOCK, need=Need(10, 14, 19), depot="Huamanga", depot_stock=40, depot_schools=9)
    >>> badge(line).words.text()
    'No alcanzó el almacén'
    """
    return badge_of(code_of(line))


def badge_of(code: str) -> Badge:
    """Return the badge that *code* names."""
    tone, icon, words = _BADGES[code]
    return Badge(code, tone, icon, Sentence(words))


def code_of(line: Line) -> str:
    """Return the code of the badge of *line*: of many lines, it alone costs little."""
    if goes_with(line):
        return _GOES_WITH
    if no_depot(line):
        return _NO_DEPOT
    if asked_beyond(line):
        return _ASKED
    if is_unforeseen(line):
        return _UNFORESEEN
    return _LIKELY if only_reserve_lacks(line) else line.reason.value


def goes_with(line: Line) -> bool:
    """Tell whether *line* is the part of a kit that goes along with its main resource: nothing is missing."""
    return line.reason is Reason.KIT and line.kit_of is not None


def no_depot(line: Line) -> bool:
    """
    Tell whether no depot serves the school: nothing ran out there, for there is no there.

    >>> from shared.allocation import Need
    >>> line = Line(school="0403691-0", site="074294", resource="tablet", units=0, lots=0, lot=5,
    ...             reason=Reason.STOCK, need=Need(10, 14, 19))
    >>> no_depot(line), badge(line).words.text()
    (True, 'Sin almacén')
    """
    return line.reason is Reason.STOCK and not line.depot


def is_unforeseen(line: Line) -> bool:
    """
    Tell whether nothing is sent because nobody can foresee the need yet: not because there is none.

    >>> from shared.allocation import Need
    >>> line = Line(school="0403691-0", site="074294", resource="tablet", units=0, lots=0, lot=5,
    ...             reason=Reason.SATISFIED, need=Need(0, 0, 0), made_by=UNFORESEEN)
    >>> is_unforeseen(line), badge(line).words.text()
    (True, 'Sin pronóstico todavía')
    """
    return line.reason is Reason.SATISFIED and line.made_by == UNFORESEEN


def asked_beyond(line: Line) -> bool:
    """
    Tell whether the school asked for more than it gets because the forecast says that its likely need is covered.

    >>> from shared.allocation import Need
    >>> line = Line(school="0403691-0", site="074294", resource="case", units=0, lots=0, lot=1,
    ...             reason=Reason.SATISFIED, need=Need(0, 0, 0), asked=2)
    >>> asked_beyond(line), badge(line).words.text()
    (True, 'Pidió más de lo previsto')
    """
    return line.asked > line.units and (line.reason is Reason.SATISFIED or only_reserve_lacks(line))


def only_reserve_lacks(line: Line) -> bool:
    """
    Tell whether what ran out was wanted as a reserve only: the likely need of *line* is covered.

    >>> from shared.allocation import Need
    >>> line = Line(school="0403691-0", site="074294", resource="tablet", units=5, lots=1, lot=5,
    ...             reason=Reason.STOCK, need=Need(10, 14, 19), on_hand=10, depot="Huamanga")
    >>> only_reserve_lacks(line), badge(line).words.text()
    (True, 'Cubre lo más probable')
    """
    have = line.on_hand + line.in_transit + line.units
    return line.reason in _SCARCE and not line.kit_of and have >= line.need.p50
