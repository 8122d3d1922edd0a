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
        return self._with((*self.spells, Spell()), len(self.spells))

    def recorded(self, recorded_s: int) -> "Timeline":
        """Return the timeline after an event that is no mark: it dates nothing."""
        return Timeline((*self.spells[:-1], self.spells[-1].recorded(recorded_s)), self.dated)

    def marked(self, mark: Mark) -> "Timeline":
        """Return the timeline after a clock mark of the last incarnation."""
        last = self.spells[-1].recorded(mark.recorded_s)
        return self._with((*self.spells[:-1], last._replace(marks=(*last.marks, mark))), len(self.spells) - 1)

    def received(self, until: Mapping[int, int], hub_time: int) -> "Timeline":
        """Return the timeline after the hub received, at its time *hub_time*, spells until some second of each."""
        spells = list(self.spells)
        for at, recorded_s in until.items():
            spells[at] = spells[at].received(recorded_s, hub_time)
        return self._with(tuple(spells), min(until, default=len(spells)))

    def when(self, spell: int, seq: int, recorded_s: int) -> When:
        """Return when an event of the spell number *spell* was recorded."""
        return when(self.dated[spell], seq, recorded_s)

    def moves_in(self, after: "Timeline") -> bool:
        """Tell whether an event has another time in *after*, which knows more."""
        return moved(self.dated, after.dated)

    def _with(self, spells: tuple[Spell, ...], changed: int) -> "Timeline":
        """Date *spells*, which are these up to *changed*: what lies before the last anchored one of them is settled."""
        fixed = next((at for at in reversed(range(changed)) if spells[at].opened is not None), 0)
        return Timeline(spells, (*self.dated[:fixed], *pieces(spells[fixed:])))
