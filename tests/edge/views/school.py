"""A school's node over a real store in a temporary folder, with a decision, a shipment and a forecast."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
from flask import Flask
from flask.testing import FlaskClient

from edge.accounts import StoreAccounts
from edge.app import create_app
from edge.config import Config
from edge.rows import SchoolRow
from edge.store import Store
from edge.views.ways_in import login_of
from shared import web
from shared.allocation import Approval, Decision, Line, Need, Reason, Shipment
from shared.events import Claim
from shared.facts import Count, Use
from shared.forecast import Forecast, MadeBy, Quantiles, RestsOn
from shared.ids import Pseudonym, ResourceId, SchoolId, SiteId
from shared.resources import Catalogue, Resource, ResourceKind
from shared.school_year import PERU_2026, week_of
from sync.feed import FeedEntry, FeedItem, Slice, entry_after
from sync.lives import HubIncarnation
from tests.edge.building import with_tables
from tests.shared.web.building import PASSPHRASE, SteppedClock, form_token, hashed, sign_in

SCHOOL, SITE = SchoolId("0403691-0"), SiteId("074294")
TABLET, GUIDE, TALES = ResourceId("tablet"), ResourceId("guia-com-3"), ResourceId("relatos")
PICTURES = ("sun", "corn", "fish")
CATALOGUE = Catalogue(
    1,
    (
        Resource(id=TABLET, name="Tabletas", kind=ResourceKind.REUSABLE, icon="tablet"),
        Resource(id=GUIDE, name="Guías de Comunicación 3°", kind=ResourceKind.CONSUMABLE, icon="book"),
        Resource(id=TALES, name="Relatos en quechua chanka", kind=ResourceKind.PACK, icon="ear", language="quy"),
    ),
)
DECISION = Decision(
    id="2026-07/074294",
    plan="2026-07",
    site=SITE,
    published=date(2026, 6, 12),
    period_first=date(2026, 6, 15),
    period_weeks=9,
    approvals=(Approval("operator", date(2026, 6, 12)),),
    lines=(
        Line(
            school=SCHOOL, site=SITE, resource=TABLET, units=18, lots=18, lot=1, reason=Reason.SATISFIED,
            need=Need(24, 28, 34), on_hand=10, asked=20,
        ),
        Line(
            school=SCHOOL, site=SITE, resource=GUIDE, units=5, lots=5, lot=1, reason=Reason.STOCK,
            need=Need(10, 15, 21), on_hand=6, asked=12, depot="Huamanga", depot_stock=340, depot_schools=71,
            changes_at=12,
        ),
    ),
)  # fmt: skip
SHIPMENT = Shipment(
    pecosa="000123",
    decision=DECISION.id,
    site=SITE,
    left=date(2026, 6, 16),
    lines=((TABLET, 18), (GUIDE, 5)),
)


@dataclass
class School:
    """The node, its pages and its people."""

    store: Store
    clock: SteppedClock
    app: Flask
    pupil: Pseudonym
    class_id: int

    def client(self, login: str = "") -> FlaskClient:
        """Return a browser, signed in as *login* where one is given."""
        client = self.app.test_client()
        if login:
            assert sign_in(client, login) == 302
        return client

    def pupil_client(self) -> FlaskClient:
        """Return a browser signed in as the pupil."""
        client = self.app.test_client()
        tapped: list[str] = []
        for picture in PICTURES:
            data = {"aula": str(self.class_id), "quien": self.pupil.hex(), "van": " ".join(tapped), "figura": picture}
            page = client.get(f"/a/?aula={self.class_id}&quien={self.pupil.hex()}").text
            answer = client.post("/a/", data={"csrf": form_token(page), **data})
            tapped.append(picture)
        assert answer.status_code == 302
        return client

    def facts(self, kind: type) -> list[object]:
        """Return the recorded facts of a kind, newest first."""
        return [row.fact for row in self.store.facts.pending_facts(500) if isinstance(row.fact, kind)]


def open_school(folder: Path) -> School:
    """Make a school in *folder* and serve its pages."""
    clock = SteppedClock()
    store = Store(with_tables(folder / "node.db"), clock, create=True)
    store.site.set(SITE, [SchoolRow(SCHOOL, "I.E. 30999 Quebrada Honda")])
    pupil, class_id = furnish(store)
    foreseen = [forecast(GUIDE, ResourceKind.CONSUMABLE, 2.6), forecast(TABLET, ResourceKind.REUSABLE, 26)]
    store.forecasts.keep(foreseen)
    return School(store, clock, create_app(Config(dir=folder, clock=clock), store), pupil, class_id)


def furnish(store: Store) -> tuple[Pseudonym, int]:
    """Give a node its staff, a class with two pupils, what the region sends, and some records."""
    accounts = StoreAccounts(store.db)
    secret = hashed(PASSPHRASE)
    for login, role in (("coord", "coordinator"), ("profe", "teacher"), ("soporte", "it")):
        accounts.set_credential(
            web.Credential(login, web.Role(role), secret, store.people.add_person(role, login.title()))
        )
    class_id = store.people.add_class(SCHOOL, "3° A")
    pupil = store.people.add_person("learner", "Rosa Quispe Huamán", code="r1", school=SCHOOL, class_id=class_id)
    store.people.add_person("learner", "Luis Ccorimanya Sulca", code="l1", school=SCHOOL, class_id=class_id)
    pictures = hashed(web.pictures_secret(list(PICTURES)))
    accounts.set_credential(web.Credential(login_of(pupil), web.Role.STUDENT, pictures, pupil))
    receive_feed(store)
    store.record([Claim(Count(resource=TABLET, units=10)), Claim(Count(resource=GUIDE, units=6))])
    store.record([Claim(Use(school=SCHOOL, resource=GUIDE, units=3)) for _ in range(4)])
    return pupil, class_id


def forecast(resource: ResourceId, kind: ResourceKind, weekly: float) -> Forecast:
    """Return a forecast of nine equal weeks."""
    origin = week_of(date(2026, 6, 15))
    one = Quantiles(weekly * 0.7, weekly, weekly * 1.6)
    period = Quantiles(weekly * 7, weekly * 9, weekly * 12) if kind is ResourceKind.CONSUMABLE else one
    return Forecast(
        school=SCHOOL,
        resource=resource,
        kind=kind,
        origin=origin,
        weeks=tuple(PERU_2026.next_school_weeks(origin, 9)),
        weekly=(one,) * 9,
        period=period,
        made_by=MadeBy.BASELINE,
        rests_on=RestsOn(weeks=12, stockouts=1, vacations=2),
    )


def receive_feed(store: Store, decision: Decision = DECISION, shipments: Sequence[Shipment] = (SHIPMENT,)) -> None:
    """Let the node receive the catalogue, the decision and what is on its way."""
    items = [
        ("all", "catalogue", "catalogue", CATALOGUE),
        (SITE, "decision", f"decision/{decision.plan}/{SITE}", decision),
        *((SITE, "shipment", f"shipment/{one.pecosa}", one) for one in shipments),
    ]
    receive(store, 1, items)


def receive(store: Store, life_ms: int, items: Sequence[tuple[str, str, str, object]]) -> None:
    """Let the node receive items (stream, kind, subject, body) of a life of the hub, a page for each."""
    life = HubIncarnation(life_ms, b"h" * 8)
    last: dict[str, FeedEntry] = {}
    for number, (stream, kind, subject, body) in enumerate(items, start=1):
        item = FeedItem((life, number), stream, kind, subject, msgspec.msgpack.encode(body))
        before = last.get(stream)
        last[stream] = entry_after(before, life, item)
        store.outbox.apply(Slice(stream, life, before.position if before else None, (last[stream],)))
