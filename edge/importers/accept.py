"""
One shape for every import: a file is read (``read.py``), weighed against what is here, and accepted in one transaction.

Weighing writes nothing, so a preview is what accepting would do. Accepting weighs again inside its transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from edge.acts import BY_COMMAND
from edge.acts import Kind as ActKind
from edge.importers.draft import Draft, FactIn, Kind
from edge.importers.handing import fit, lend_rows, new_devices
from edge.importers.kolibri_logs import SESSION, SUMMARY
from edge.importers.totals import new_sessions, new_summaries, totals_of
from edge.importers.weekly import new_totals
from edge.listed import PersonIn
from edge.rosters import Change
from edge.store import Store
from edge.titles import keep_channels, keep_titles
from shared.acts import Actor
from shared.events import Claim
from shared.facts import Use
from shared.ids import Pseudonym, ResourceId
from shared.imported import PREVIEWED, Imported, Outcome, outcome
from shared.sentences import Sentence
from shared.similarity import ItemId, item_id

_SHOWN_FIELDS = ("resource", "units", "learners", "peak", "whole_week", "seconds", "progress_pct", "serial")
_IN_A_SUMMARY = "Sesiones que un resumen importado antes ya contiene: %(n)s. No se suman otra vez."
_OF_SOMEBODY_ELSE = "Personas con un identificador que aquí ya es de otra: %(n)s. No se unen."
_TOLD_ALREADY = "Totales que sesiones o un resumen importados antes ya contienen: %(n)s. No se suman."


@dataclass(frozen=True, slots=True)
class Weighed:
    """What of a draft is new here."""

    draft: Draft
    facts: tuple[FactIn, ...]
    new_people: tuple[PersonIn, ...]
    changed_people: tuple[PersonIn, ...]
    notes: tuple[Sentence, ...]

    def report(self, outcome: Outcome) -> Imported:
        """Return the counts, as a preview or as what was done."""
        return Imported(
            read=self.draft.read,
            added=len(self.facts) + len(self.new_people),
            changed=len(self.changed_people),
            refused=self.draft.refused,
            notes=self.notes,
            preview=() if outcome is Outcome.WRITTEN else self._first_rows(),
            outcome=outcome,
        )

    def _first_rows(self) -> tuple[Mapping[str, object], ...]:
        """Return the first rows as they would be stored: of people, what they are and where, and not who."""
        facts = [_shown(row) for row in self.facts[:PREVIEWED]]
        people: list[Mapping[str, object]] = [
            {"line": one.line, "role": one.role, "classes": ", ".join(at.name for at in one.classes)}
            for one in (*self.new_people, *self.changed_people)[:PREVIEWED]
        ]
        return (*facts, *people)


def weigh(store: Store, draft: Draft) -> Weighed:
    """Compare a draft with what is here; nothing is written."""
    draft = _fitting(store, draft)
    changes = [(person, store.rosters.change_of(person)) for person in draft.people]
    facts, notes = _new_facts(store, draft)
    return Weighed(
        draft,
        tuple(facts),
        tuple(person for person, change in changes if change is Change.NEW),
        tuple(person for person, change in changes if change is Change.CHANGED),
        (*draft.notes, *notes),
    )


def _fitting(store: Store, draft: Draft) -> Draft:
    """Return a draft without the rows that cannot be of the people and devices of here."""
    return fit(store, draft) if draft.kind in (Kind.DEVICES, Kind.LOANS) else _told_apart(store, draft)


def _told_apart(store: Store, draft: Draft) -> Draft:
    """Return a draft whose people are as many people here."""
    people, refused = store.rosters.told_apart(draft.people)
    notes = draft.notes
    given = {one.line: len(one.other_codes) for one in draft.people}
    if lost := sum(len(one.other_codes) < given[one.line] for one in people):
        notes += (Sentence(_OF_SOMEBODY_ELSE, {"n": lost}),)
    return replace(draft, people=people, refused=(*draft.refused, *refused), notes=notes)


def may_write(draft: Draft, *, dry_run: bool = False, despite_refusals: bool = False) -> Outcome:
    """Decide whether a draft may go in; see ``shared.imported.outcome``."""
    good = len(draft.facts) + len(draft.people)
    return outcome(draft.refused, good=good, dry_run=dry_run, accept=despite_refusals)


def accept(
    store: Store, draft: Draft, *, dry_run: bool = False, despite_refusals: bool = False, by: Actor = BY_COMMAND
) -> Imported:
    """Write what is new in a draft: all of it, on the disk, or nothing; the report says which."""
    may = may_write(_fitting(store, draft), dry_run=dry_run, despite_refusals=despite_refusals)
    if may is not Outcome.WRITTEN:
        return weigh(store, draft).report(may)
    with store.db.transaction():
        weighed = weigh(store, draft)
        for person in (*weighed.new_people, *weighed.changed_people):
            store.rosters.put_person(person)
        if weighed.new_people or weighed.changed_people:
            told = {"new": len(weighed.new_people), "changed": len(weighed.changed_people)}
            store.audit.note(ActKind.LIST_TAKEN, by=by, detail=told)
        if draft.kind is Kind.LOANS:
            lend_rows(store, weighed.facts)
        else:
            people = store.people.pseudonyms(row.learner for row in weighed.facts if row.learner)
            store.record([_claim(store, row, people.get(row.learner)) for row in weighed.facts])
        keep_titles(store.db, _titles(draft))
        keep_channels(store.db, _channels(draft))
    return weighed.report(may)


def _titles(draft: Draft) -> Mapping[ItemId, str]:
    """Return what a file calls contents."""
    named = ((row.fact, row.title) for row in draft.facts if row.title)
    return {item_id(fact.resource, fact.content): title for fact, title in named if isinstance(fact, Use)}


def _channels(draft: Draft) -> Mapping[ResourceId, str]:
    """Return what a file calls channels."""
    named = ((row.fact, row.channel) for row in draft.facts if row.channel)
    return {fact.resource: channel for fact, channel in named if isinstance(fact, Use)}


def _new_facts(store: Store, draft: Draft) -> tuple[Sequence[FactIn], list[Sentence]]:
    """Return the facts that would be recorded, and what to say of those that would not."""
    match draft.kind:
        case Kind.SESSIONS | Kind.SUMMARIES:
            return _new_uses(store, draft)
        case Kind.WEEKLY:
            known = {row.identity for row in draft.facts if store.rosters.knows_source(_identity(row, None))}
            return new_totals(draft.facts, store.folded.whole_weeks(), known, store.records.count())
        case Kind.DEVICES:
            return new_devices(store, draft.facts, store.records.count()), []
        case Kind.LOANS:
            return [row for row in draft.facts if not store.rosters.knows_source(row.identity)], []
        case Kind.USERS | Kind.PEOPLE | Kind.ONEROSTER:
            return (), []


def _new_uses(store: Store, draft: Draft) -> tuple[Sequence[FactIn], list[Sentence]]:
    who, codes = _met(store, draft)
    totals = totals_of(
        ((codes[use.learner], use.content or ""), at.value, use.seconds)
        for use, at in store.facts.uses_from(SUMMARY)
        if use.learner in codes
    )
    if draft.kind is Kind.SESSIONS:
        found = new_sessions(draft.facts, who, totals)
        told = len({(who.get(row.learner), row.identity) for row in draft.facts}) - len(found)
        note = Sentence(_IN_A_SUMMARY, {"n": told})
    else:
        sessions = (use for use, _ in store.facts.uses_from(SESSION) if use.learner in codes)
        told_by = {(codes[use.learner], use.content or "") for use in sessions}
        found = new_summaries(draft.facts, who, totals, told_by)
        told = len(draft.facts) - len(found)
        note = Sentence(_TOLD_ALREADY, {"n": told})
    fresh = [row for row in found if not _known(store, row, who.get(row.learner))]
    return fresh, [note] if told else []


def _met(store: Store, draft: Draft) -> tuple[dict[str, object], dict[Pseudonym | None, object]]:
    """Return whom the codes of a draft stand for, and what tells each of them apart."""
    who: dict[str, object] = {}
    met: dict[Pseudonym | None, object] = {}
    for code in {row.learner for row in draft.facts if row.learner}:
        person = store.rosters.known(code)
        who[code] = code.strip().casefold() if person is None else person
        if person is not None:
            met[person] = person
    return who, met


def _shown(row: FactIn) -> Mapping[str, object]:
    said: dict[str, object] = msgspec.to_builtins(row.fact, builtin_types=(bytes,))
    kept = {name: said[name] for name in _SHOWN_FIELDS if name in said}
    if row.channel or row.title:
        # The code of a channel tells nobody which one it is.
        del kept["resource"]
        kept = {"channel": row.channel, "content": row.title, **kept}
    return {"line": row.line, "day": (row.written or row.occurred.day()).isoformat(), **kept}


def _known(store: Store, row: FactIn, learner: object) -> bool:
    met = isinstance(learner, bytes) or not row.learner
    return met and store.rosters.knows_source(_identity(row, learner))


def _claim(store: Store, row: FactIn, learner: Pseudonym | None) -> Claim:
    fact = row.fact
    if isinstance(fact, Use):
        fact = msgspec.structs.replace(fact, learner=learner)
    return Claim(fact, row.occurred, store.people.source_key(_identity(row, learner)))


def _identity(row: FactIn, learner: object) -> str:
    # By the pseudonym: whoever is renamed in the other program is no other learner.
    return f"{row.identity}\t{learner.hex() if isinstance(learner, bytes) else ''}"
