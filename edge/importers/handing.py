"""Lists of devices and of loans, held against what this laptop knows of each serial, person and learner."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from msgspec import structs

from edge.hands import check_hands
from edge.importers.draft import Draft, FactIn
from edge.lending import Lending, known_name, lend
from edge.loan_papers import LoanPaper
from edge.naming_check import names_somebody
from edge.store import Store
from shared.devices import DeviceState, Key, changes
from shared.errors import BadInput, BadRow
from shared.events import Claim
from shared.facts import Device, Loan
from shared.sentences import N_
from shared.tabular.names import key

_OF_ANOTHER = N_("ese DNI ya es de otra persona con otro nombre. Revise los dos.")


def fit(store: Store, draft: Draft) -> Draft:
    """Return a draft of devices or loans without the rows that cannot follow what is known here; each says why."""
    hands, facts, refused = _Hands(store), list[FactIn](), list(draft.refused)
    for row in draft.facts:
        try:
            facts.append(hands.fitting(row))
        except BadRow as error:
            refused.append(error)
    return replace(draft, facts=tuple(facts), refused=tuple(sorted(refused, key=lambda one: one.line)))


@dataclass
class _Hands:
    """What is known of each device, and what the rows before told of it."""

    store: Store

    def __post_init__(self) -> None:
        self._states = {one.key: one for one in self.store.devices.all()}
        self._names: dict[str, str] = {}
        # It opens every name of the school: few makers and origins stand in many rows.
        self._names_somebody = cache(partial(names_somebody, self.store.people))

    def fitting(self, row: FactIn) -> FactIn:
        """
        Return a row whose device is named whole.

        Raises:
            BadRow: It cannot follow what is known.
        """
        if isinstance(row.fact, Device):
            if self._names_somebody(f"{row.fact.maker or ''} {row.fact.origin}"):
                raise BadRow(row.line, "la marca o el origen nombran a alguien: eso va a la región. Quítelo.")
            return row
        if not isinstance(row.fact, Loan) or row.guardian is None:
            return row
        row = self._named(row, row.fact)
        if self.store.rosters.knows_source(row.identity):
            return row
        self._check_people(row)
        self._check_place(row)
        return row

    def _named(self, row: FactIn, loan: Loan) -> FactIn:
        """Return a loan with its resource, which the register tells where the list does not."""
        if loan.resource:
            return row
        found = [one for one in self._states if one[1] == loan.serial]
        if len(found) != 1:
            told = "la serie %(serial)s no está registrada aquí: diga qué es en la columna «recurso»."
            raise BadRow(row.line, told, serial=loan.serial)
        return replace(row, fact=structs.replace(loan, resource=found[0][0]))

    def _check_people(self, row: FactIn) -> None:
        assert row.guardian is not None
        dni, name = row.guardian.dni, row.guardian.name
        try:
            known_name(self.store, dni, name)
            if key(self._names.setdefault(dni, name)) != key(name):
                raise BadRow(row.line, _OF_ANOTHER)
        except BadRow:
            raise
        except BadInput:
            # Support imports too, and reads nobody's name.
            raise BadRow(row.line, _OF_ANOTHER) from None
        if row.learner and self.store.rosters.known(row.learner) is None:
            raise BadRow(
                row.line, "el código del estudiante no es de nadie de aquí. Revíselo, o deje la celda en blanco."
            )

    def _check_place(self, row: FactIn) -> None:
        states: dict[Key, DeviceState] = self._states
        try:
            check_hands([Claim(row.fact, row.occurred)], states)
        except BadInput as error:
            raise BadRow(row.line, error) from error
        states |= changes(states, row.fact, row.occurred.day())


def new_devices(store: Store, rows: Sequence[FactIn], stamp: int) -> list[FactIn]:
    """Return the rows that would tell something new of a device; going back to what it was is new too."""
    found = []
    for row in rows:
        assert isinstance(row.fact, Device)
        state = store.devices.one((row.fact.resource, row.fact.serial))
        if state is not None and _stands(row.fact, state):
            continue
        known = store.rosters.knows_source(f"{row.identity}\t")
        found.append(replace(row, identity=f"{row.identity}\tagain {stamp}") if known else row)
    return found


def _stands(fact: Device, state: DeviceState) -> bool:
    told = (fact.maker or "", fact.android, fact.storage_mb, fact.memory_mb, fact.origin)
    held = (state.maker, state.android, state.storage_mb, state.memory_mb, state.origin)
    return all(said in ("", None) or said == now for said, now in zip(told, held, strict=True))


def lend_rows(store: Store, rows: Sequence[FactIn]) -> None:
    """Record loans with who took them and their papers; part of the transaction around it."""
    for row in rows:
        assert isinstance(row.fact, Loan)
        assert row.guardian is not None
        learner = store.rosters.known(row.learner) if row.learner else None
        paper = LoanPaper(chip=row.guardian.chip, notes=row.guardian.notes)
        lending = Lending(
            loan=structs.replace(row.fact, learner=learner),
            dni=row.guardian.dni,
            name=row.guardian.name,
            phone=row.guardian.phone,
            paper=paper,
            occurred=row.occurred,
        )
        lend(store, lending, source=store.people.source_key(row.identity))
