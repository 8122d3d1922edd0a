"""How the log of a node is dated: its spells, one for each incarnation, and what is known of their time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.dating import Mark, Piece, Spell, When, moved, pieces, when


@dataclass(frozen=True, slots=True)
class Timeline:
    """The spells of a log, in its order, and by what each is dated."""

    spells: tuple[Spell, ...] = ()
    dated: tuple[tuple[Piece, ...], ...] = ()

    @classmethod
    def of(cls, spells: Sequence[Spell]) -> "Timeline":
        """Date *spells*."""
        return cls(tuple(spells), tuple(pieces(spells)))

    def opened(self) -> "Timeline":
        """Return the timeline with an incarnation more."""
        return Timeline.of((*self.spells, Spell()))

    def recorded(self, recorded_s: int) -> "Timeline":
        """Return the timeline after an event that is no mark: it dates nothing."""
        return Timeline((*self.spells[:-1], self.spells[-1].recorded(recorded_s)), self.dated)

    def marked(self, mark: Mark) -> "Timeline":
        """Return the timeline after a clock mark of the last incarnation."""
        last = self.spells[-1].recorded(mark.recorded_s)
        return Timeline.of((*self.spells[:-1], last._replace(marks=(*last.marks, mark))))

    def received(self, until: Mapping[int, int], hub_time: int) -> "Timeline":
        """Return the timeline after the hub received, at its time *hub_time*, spells until some second of each."""
        return Timeline.of(received(self.spells, until, hub_time))

    def when(self, spell: int, seq: int, recorded_s: int) -> When:
        """Return when an event of the spell number *spell* was recorded."""
        return when(self.dated[spell], seq, recorded_s)

    def moves_in(self, after: "Timeline") -> bool:
        """Tell whether an event has another time in *after*, which knows more."""
        return moved(self.dated, after.dated)


def received(spells: Sequence[Spell], until: Mapping[int, int], hub_time: int) -> list[Spell]:
    """Return *spells* after the hub received, at its time *hub_time*, those named in *until* up to some second."""
    return [spell.received(until[at], hub_time) if at in until else spell for at, spell in enumerate(spells)]
