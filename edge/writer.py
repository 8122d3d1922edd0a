"""How a command writes to a node, whether it runs or not: it takes the lock, or hands over to whoever holds it."""

import http.client
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from edge import orders, orders_care, orders_people
from edge.agent import Agent
from edge.config import Config
from edge.door import LOOPBACK, NONCE_HEADER, SECRET_HEADER, Address, Refusal
from edge.enrol import load_identity
from edge.forecasting import Forecasted
from edge.log import EventLog
from edge.orders import MAX_BYTES, RESULTS, Order, carry_out
from edge.people import Newcomer, People
from edge.staff_phrase import names_phrase
from edge.store import Store
from edge.sync_rows import AttemptRow
from edge.wiring import agent_of
from shared.errors import BadInput, DatabaseBusy, NotReady
from shared.events import Claim, Event
from shared.ids import Pseudonym, SchoolId
from sync.enrolment import Invitation

PATIENCE_S = 10.0
"""How long a command waits for another one to end."""
_PAUSE_S = 0.1
_HELLO_S = 5.0

T = TypeVar("T")


class Gone(Exception):
    """The process that took an order died before it answered: nobody knows whether it was carried out."""


class Writer:
    """
    A node that may be written to. What was recorded is on the disk when a call returns, in this process or in another.

    ``store`` reads and records; what it cannot do beside a running node raises. Commands and importers need to know
    nothing else: they record with ``store.record``, and with ``store.people`` they add classes and people.
    """

    def __init__(self, store: Store, perform: Callable[[Order], Any]) -> None:
        self.store = store
        self.perform = perform

    def forecast(self) -> Forecasted:
        """Forecast now."""
        return self._told(Forecasted, orders_care.Forecast())

    def sync(self) -> AttemptRow:
        """Make an attempt over the network now."""
        return self._told(AttemptRow, orders.Sync())

    def carry(self, folder: Path, *, collect_only: bool = False) -> AttemptRow:
        """Copy what waits to a folder or stick, and take the replies that lie there."""
        return self._told(AttemptRow, orders.Carry(str(folder.absolute()), collect_only))

    def erase(self, person: Pseudonym) -> None:
        """Take a learner out of this laptop for good, with the files that wait for somebody's yes."""
        self.perform(orders_people.Erase(person))

    def add_class(self, school: SchoolId, name: str) -> int:
        """Add a class, and say so in the history; see ``People.add_class``."""
        return self._told(int, orders_people.AddClass(school, name))

    def add_people(self, people: Iterable[Newcomer], *, replace: bool = True) -> int:
        """Add people, and say so in the history; see ``People.add_people``."""
        return self._told(int, orders_people.AddPeople(list(people), replace))

    def set_account(self, login: str, role: str, secret: str, name: str) -> None:
        """Make or change an account; *secret* is hashed already."""
        self.perform(orders_people.SetAccount(login, role, secret, name))

    def enrol(self, invitation: Invitation, *, new_key: bool) -> None:
        """Join the same site anew; see ``edge.enrol.enrol_again``."""
        self.perform(orders.Enrol(invitation.to_json(), new_key))

    def _told(self, shape: type[T], order: Order) -> T:
        result = self.perform(order)
        assert isinstance(result, shape)
        return result


@contextmanager
def open_writer(config: Config) -> Iterator[Writer]:
    """
    Give the node of *config* to write to: its database where nobody else writes it, else whoever does.

    Raises:
        NotInitialised: There is no node.
        DatabaseBusy: Another command holds the database for too long.
    """
    until, asks = time.monotonic() + PATIENCE_S, cache(names_phrase)
    while True:
        address = Address.kept(config.dir)
        try:
            store = Store(config.database, config.clock)
            store.people.asks = asks
        except DatabaseBusy:
            if address is not None and _answers(address):
                with _Beside(config, address, asks) as beside:
                    yield Writer(beside, beside.perform)
                return
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE_S)
        else:
            with store:
                yield Writer(store, _Here(config, store))
            return


class _Here:
    """Carries orders out in this process, which holds the write lock."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config = config
        self._store = store

    @cached_property
    def _agent(self) -> Agent:
        return agent_of(self._config, self._store, load_identity(self._config))

    def __call__(self, order: Order) -> Any:
        return carry_out(order, self._store, self._config, lambda: self._agent)


class _Beside(Store):
    """
    A store that reads here, and writes through the node that runs.

    Where that node dies in the middle of an order, the order is given again to whoever holds the lock then.
    """

    def __init__(self, config: Config, address: Address, asks: Callable[[], str]) -> None:
        super().__init__(config.database, config.clock, writer=False)
        self._config = config
        self._address = address
        # What only reads keeps the log and the people it has: they are of the same file.
        self.log = _LogBeside(self, self._asked)
        self.people.asks = asks
        self.people = _PeopleBeside(self, self.perform)
        self.people.asks = asks

    def perform(self, order: Order) -> Any:
        """Have an order carried out, by the running node or, after its death, by who comes next."""
        found, _ = self._asked(order)
        return found

    def _asked(self, order: Order) -> tuple[Any, bool]:
        """Return an order's result, and whether the running node died over it and the next one carried it out."""
        try:
            return _ask(self._address, order), False
        except Gone:
            with open_writer(self._config) as again:
                return again.perform(order), True


class _LogBeside(EventLog):
    """A log that another process writes."""

    def __init__(self, store: Store, ask: Callable[[Order], tuple[Any, bool]]) -> None:
        super().__init__(store.db, store.records, store.entries, store.news)
        self._ask = ask

    def record(self, claims: Sequence[Claim], *, once: str = "") -> list[Event]:
        """Hand facts over; see ``EventLog.record``."""
        if not claims:
            return []
        before = self._records.count()
        rows, died = self._ask(orders.record(claims, once or secrets.token_urlsafe(12)))
        events = orders.events_of(rows)
        return self._found(claims, before) if died and not events else events

    def _found(self, claims: Sequence[Claim], before: int) -> list[Event]:
        """Return which of *claims* a node that died had recorded all the same, after row *before*."""
        ours = Counter(claims)
        events = []
        for _, event in self._entries.events(before):
            claim = Claim(event.fact, event.occurred, event.source_key)
            if ours[claim] > 0:
                ours[claim] -= 1
                events.append(event)
        return events

    def rebuild(self) -> int:
        """See ``EventLog.rebuild``."""
        rows, _ = self._ask(orders_care.Rebuild())
        return int(rows)


class _PeopleBeside(People):
    """People whom another process writes down."""

    def __init__(self, store: Store, perform: Callable[[Order], Any]) -> None:
        super().__init__(store.db, store.site)
        self._perform = perform

    def pseudonyms(self, codes: Iterable[str]) -> dict[str, Pseudonym]:
        """See ``People.pseudonyms``."""
        found: dict[str, Pseudonym] = self._perform(orders_people.Pseudonyms(list(dict.fromkeys(codes))))
        return found

    def add_class(self, school: SchoolId, name: str) -> int:
        """See ``People.add_class``."""
        return int(self._perform(orders_people.AddClass(school, name)))

    def add_people(self, people: Iterable[Newcomer], *, replace: bool = True) -> int:
        """See ``People.add_people``."""
        return int(self._perform(orders_people.AddPeople(list(people), replace)))


def _answers(address: Address) -> bool:
    """Tell whether the node that wrote *address* is there: a killed one leaves it, and another may have its port."""
    link = http.client.HTTPConnection(LOOPBACK, address.port, timeout=_HELLO_S)
    try:
        return _is_it(link, address)
    except Gone:
        return False
    finally:
        link.close()


def _is_it(link: http.client.HTTPConnection, address: Address) -> bool:
    nonce = secrets.token_hex(16)
    status, said = _exchange(link, "GET", b"", {NONCE_HEADER: nonce})
    return status == http.client.OK and secrets.compare_digest(said, address.proof(nonce).encode())


def _ask(address: Address, order: Order) -> Any:
    """
    Give an order to the running node and wait for its end, however long, as a command of its own would.

    Raises:
        Gone: It is not there, or died.
        ChasquiError: What the order raised there.
    """
    data = msgspec.msgpack.encode(order)
    if len(data) > MAX_BYTES:
        raise BadInput("El archivo es demasiado grande para entregarlo al nodo abierto. Ciérrelo, o divida el archivo.")
    link = http.client.HTTPConnection(LOOPBACK, address.port, timeout=_HELLO_S)
    try:
        # On the same connection: who proved itself is who gets the secret and the facts.
        if not _is_it(link, address):
            raise Gone
        link.sock.settimeout(None)
        status, body = _exchange(link, "POST", data, {SECRET_HEADER: address.secret})
    finally:
        link.close()
    if status == http.client.CONFLICT:
        raise msgspec.msgpack.decode(body, type=Refusal).error()
    if status != http.client.OK:
        raise NotReady(
            "El nodo que está abierto no pudo con esta orden (%(status)s). Ciérrelo, ábralo otra vez y repita.",
            status=status,
        )
    return msgspec.msgpack.decode(body, type=RESULTS[type(order)])


def _exchange(link: http.client.HTTPConnection, method: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    try:
        link.request(method, "/", body, headers)
        with link.getresponse() as answer:
            return answer.status, answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise Gone from error
