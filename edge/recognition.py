"""Who of a list is who here: by the code they go by, else by what other lists know them by. Nothing is written."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from edge.identifiers import Link, Strength, link, strength
from edge.listed import PersonIn
from shared.errors import BadRow
from shared.ids import Pseudonym, SchoolId

_IN_DOUBT = (
    "su identificador es aquí de una persona con otro nombre. Si es la misma, escriba en la lista el nombre que tiene "
    "en esta laptop; si no lo es, corrija el identificador o déjelo en blanco. Luego repita."
)


@dataclass(frozen=True, slots=True)
class Here:
    """What this laptop knows of people."""

    by_code: Callable[[str], Pseudonym | None]
    by_other: Callable[[str], Pseudonym | None]
    name_of: Callable[[Pseudonym], str]
    """Empty where they have none."""
    schools: Collection[SchoolId] = ()
    """Those of this laptop: what begins with the code of one is a row number."""

    def link(self, code: str, person: PersonIn, who: Pseudonym) -> Link:
        """Tell what a code by which *who* is known makes of a person."""
        return link(code, person.name, self.name_of(who), self.schools)


@dataclass(slots=True)
class _Found:
    """Whom the rows of a list are so far, by their line."""

    mine: dict[int, Pseudonym] = field(default_factory=dict)
    taken: set[Pseudonym] = field(default_factory=set)

    def add(self, line: int, who: Pseudonym) -> None:
        self.mine[line] = who
        self.taken.add(who)


def told_apart(people: Sequence[PersonIn], here: Here) -> tuple[tuple[PersonIn, ...], list[BadRow]]:
    """
    Return the people of one list, each to be one person here, and the rows that are refused.

    An other code counts only for the row that has it, where another row is known to be that person; the best codes of
    the whole list count first, so that the order of its rows does not matter. Refused are rows whose codes are one
    person here, those whose name contradicts their identifier, and those that nobody could recognise the next time.
    """
    own = [_with_own_code(one, here) for one in people]
    found, refused = _by_code(own, here)
    lines = {row.line for row in refused}
    left = [(one, given) for one, given in zip(own, people, strict=True) if one.line not in lines]
    _by_other_codes([one for one, _ in left], here, found)
    kept = []
    for one, given in left:
        who = found.mine.get(one.line)
        mended = replace(one, other_codes=tuple(x for x in one.other_codes if here.by_other(x) in (None, who)))
        if who is None and (_is_doubted(given, here, found.taken) or _is_nobody(mended, here)):
            refused.append(BadRow(one.line, _IN_DOUBT))
        else:
            kept.append(mended)
    return tuple(kept), refused


def _with_own_code(person: PersonIn, here: Here) -> PersonIn:
    """Return a person without a code that is only lent by an identifier, where it is somebody else's here."""
    return person if _lent_by(person, here) is Link.SAME else replace(person, code="")


def _lent_by(person: PersonIn, here: Here) -> Link:
    who = here.by_code(person.code) if person.lent else None
    if who is None or any(here.by_other(other) == who for other in person.other_codes):
        return Link.SAME
    return here.link(person.code, person, who)


def _by_code(people: Iterable[PersonIn], here: Here) -> tuple[_Found, list[BadRow]]:
    """Return whom the codes tell, and the rows that are one person."""
    groups: dict[Pseudonym, list[PersonIn]] = defaultdict(list)
    for one in people:
        if (who := here.by_code(one.code)) is not None:
            groups[who].append(one)
    found = _Found(taken=set(groups))
    refused = []
    for who, group in groups.items():
        if len(group) == 1:
            found.add(group[0].line, who)
        else:
            refused += [_one_here(group, at) for at in range(len(group))]
    return found, refused


def _by_other_codes(people: Iterable[PersonIn], here: Here, found: _Found) -> None:
    """Add whom other codes tell."""
    known = [
        (strength(other, here.schools), one, other, who)
        for one in people
        if one.line not in found.mine
        for other in one.other_codes
        if (who := here.by_other(other)) is not None
    ]
    for best in Strength:
        for _, one, other, who in (row for row in known if row[0] is best):
            free = one.line not in found.mine and who not in found.taken
            if free and here.link(other, one, who) is Link.SAME:
                found.add(one.line, who)


def _is_doubted(person: PersonIn, here: Here, taken: set[Pseudonym]) -> bool:
    """Tell whether an identifier says that somebody nobody else of the list is, and the name says somebody else."""
    owners = ((other, here.by_other(other)) for other in person.other_codes)
    doubts = (here.link(other, person, who) for other, who in owners if who is not None and who not in taken)
    return Link.DOUBT in doubts or _lent_by(person, here) is Link.DOUBT


def _is_nobody(person: PersonIn, here: Here) -> bool:
    """Tell whether the same row would be somebody new each time."""
    linked = (link(x, person.name, person.name, here.schools) is Link.SAME for x in person.other_codes)
    return not person.code and not any(linked)


def _one_here(group: Sequence[PersonIn], at: int) -> BadRow:
    return BadRow(
        group[at].line,
        "su código y el de la línea %(line)s son aquí de una misma persona. Revise los dos códigos y deje uno.",
        line=group[at - 1].line,
    )
