"""A school in which everything that a page can say has happened: two services, full classes, failed attempts."""

from datetime import date, timedelta
from pathlib import Path

import msgspec

from edge import attempt
from edge.rows import SchoolRow
from edge.store import Store
from shared.allocation import Decision, Line, Need, Reason, Shipment
from shared.errors import BadBundle, DatabaseBusy, HubRefused, NewerFormat, RoadClosed, Untrusted
from shared.events import Claim
from shared.facts import (
    Count,
    Delivery,
    DeliveryLine,
    Feedback,
    Loan,
    Loss,
    Objection,
    Receipt,
    Request,
    Return,
    Unserved,
    Use,
    WeeklyTotal,
)
from shared.forecast import Forecast
from shared.ids import Pseudonym, ResourceId, SchoolId
from shared.occurred import Occurred
from shared.resources import Catalogue, Resource, ResourceKind
from sync.session import Exchange
from tests.edge.views.lent_devices import furnish_devices
from tests.edge.views.school import (
    CATALOGUE,
    DECISION,
    GUIDE,
    SCHOOL,
    SITE,
    TABLET,
    TALES,
    School,
    forecast,
    open_school,
    receive,
)

SECOND = SchoolId("0403692-0")
CHARGER, ROUTER = ResourceId("cargador"), ResourceId("router")
PUPILS = (
    "Rosa Quispe Mamani", "Rosa Quispe Huamán", "Rosa Quispe Huanca", "Juan Ayala Condori", "Juan Alanya Sulca",
    "Luz", "Ana María Tineo Palomino", "Bertha Llamocca Ñaupa", "Carlos Cárdenas Yupanqui", "Dina Flores Rojas",
    "Edwin Gutiérrez Poma", "Flor Huarcaya Núñez", "Gil Infante Ochoa", "Hugo Janampa Berrocal", "Inés Lapa Sosa",
    "Katy Medina Ccasani", "Lino Najarro Díaz", "Maruja Oré Vega",
)  # fmt: skip
MORE = (
    Resource(id=CHARGER, name="Cargadores solares", kind=ResourceKind.REUSABLE, icon="sun"),
    Resource(id=ROUTER, name="Enrutadores", kind=ResourceKind.REUSABLE, icon="wifi"),
)
BUSY = "Otro programa está usando los datos de Chasqui. No se guardó nada de esto: espere un momento y repita."
SEALED_FOR_OTHERS = (
    "Está cerrado con otra clave, o dañado. Si la central cambió de claves, la laptop se enlaza de nuevo con otra "
    "invitación."
)
_OLDER = msgspec.structs.replace(
    DECISION,
    id="2026-05/074294",
    plan="2026-05",
    published=date(2026, 5, 4),
    simulated=("matrícula", "existencias de los almacenes"),
)


def busy_school(folder: Path) -> School:
    """Make the school in *folder* and serve its pages."""
    school = open_school(folder)
    store = school.store
    store.site.set(
        SITE, [SchoolRow(SCHOOL, "I.E. 30999 Quebrada Honda"), SchoolRow(SECOND, "I.E.I. 411 Quebrada Honda")]
    )
    for number, name in enumerate(PUPILS):
        store.people.add_person("learner", name, code=f"b{number}", school=SCHOOL, class_id=school.class_id)
    store.people.add_class(SECOND, "Inicial 5 años")
    _feed(store)
    _facts(store, school.pupil)
    _attempts(store)
    furnish_devices(store)
    foreseen = [
        forecast(GUIDE, ResourceKind.CONSUMABLE, 2.6),
        forecast(TABLET, ResourceKind.REUSABLE, 26),
        forecast(TALES, ResourceKind.PACK, 12),
        forecast(CHARGER, ResourceKind.REUSABLE, 0.4),
        _of(SECOND, forecast(GUIDE, ResourceKind.CONSUMABLE, 0.2)),
    ]
    store.forecasts.keep(foreseen)
    return school


def _of(school: SchoolId, one: Forecast) -> Forecast:
    return msgspec.structs.replace(one, school=school)


def every_reason() -> Decision:
    """Return a decision with a line for each reason, and for each case of the frequent ones."""
    base = Line(
        school=SCHOOL, site=SITE, resource=GUIDE, units=0, lots=0, lot=5, reason=Reason.STOCK,
        need=Need(10, 15, 21), on_hand=3, asked=12, depot="HUAMANGA", depot_stock=340, depot_schools=71, changes_at=12,
        note="Se acordó en la reunión.",
    )  # fmt: skip
    changes: list[dict[str, object]] = [{"reason": reason} for reason in Reason if reason is not Reason.INCOMPATIBLE]
    changes += [
        {"on_hand": 15},
        {"on_hand": 0, "need": Need(0, 0, 4)},
        {"depot": ""},
        {"depot_stock": 0, "lot": 1},
        {"depot_stock": 3},
        {"reason": Reason.KIT, "kit_of": TABLET, "limit": "power", "units": 5, "resource": CHARGER},
        {"reason": Reason.KIT, "limit": CHARGER, "resource": TABLET},
        {"reason": Reason.SATISFIED, "units": 15, "on_hand": 0},
        {"reason": Reason.SATISFIED, "units": 10},
        {"reason": Reason.SATISFIED, "need": Need(0, 0, 0)},
        *(
            {"reason": Reason.INCOMPATIBLE, "limit": limit, "resource": ROUTER}
            for limit in ("power", "coverage_unknown")
        ),
        *({"reason": Reason.INCOMPATIBLE, "limit": limit, "school": SECOND} for limit in ("level", "language_unknown")),
    ]
    lines = tuple(msgspec.structs.replace(base, **change) for change in changes)
    return msgspec.structs.replace(_OLDER, id="2026-04/074294", plan="2026-04", lines=lines)


def _feed(store: Store) -> None:
    """Bring a larger catalogue, older decisions, a second shipment."""
    second = Shipment(
        pecosa="000101", decision=_OLDER.id, site=SITE, left=date(2026, 5, 6),
        lines=((TABLET, 18), (GUIDE, 5)),
    )  # fmt: skip
    items = [
        ("all", "catalogue", "catalogue", Catalogue(2, (*CATALOGUE.resources, *MORE))),
        (SITE, "decision", f"decision/{_OLDER.plan}/{SITE}", _OLDER),
        (SITE, "decision", f"decision/2026-04/{SITE}", every_reason()),
        (SITE, "shipment", f"shipment/{second.pecosa}", second),
    ]
    receive(store, 2, items)


def _facts(store: Store, pupil: Pseudonym) -> None:
    day = Occurred.on(date(2026, 6, 19))
    proof = Delivery(
        decision=_OLDER.id, pecosa="000101", receiver=pupil, deliverer=pupil,
        lines=(
            DeliveryLine(resource=TABLET, shipped=18, accepted=17, rejected=1, reason="no_enciende"),
            DeliveryLine(resource=GUIDE, shipped=5, accepted=5, rejected=0),
        ),
    )  # fmt: skip
    facts = [
        proof,
        Unserved(school=SCHOOL, resource=TABLET, units=2),
        WeeklyTotal(school=SCHOOL, resource=GUIDE, units=4),
        Count(resource=CHARGER, units=4),
        Loan(resource=TABLET, units=3, borrower=pupil),
        Return(resource=TABLET, units=1, borrower=pupil),
        Receipt(resource=GUIDE, units=2),
        Loss(resource=TABLET, units=1, cause="lost"),
        Request(school=SCHOOL, resource=GUIDE, units=12, reason="Entraron seis alumnos nuevos."),
        Feedback(school=SCHOOL, resource=TALES, score=3, learner=pupil),
        Objection(
            decision=DECISION.id, school=SCHOOL, resource=GUIDE, reason="cantidad", note="Entraron seis alumnos nuevos."
        ),
        Use(school=SCHOOL, resource=TABLET, learner=pupil, seconds=2700),
    ]
    store.record([Claim(fact, day) for fact in facts])


def _attempts(store: Store) -> None:
    at = store.clock.now() - timedelta(hours=9)
    for hours, error in enumerate(
        (
            NewerFormat(
                "El paquete viene de una versión más nueva. Actualice este equipo: se guardan los últimos que llegaron."
            ),
            HubRefused("La dirección del envío no es válida. Actualice Chasqui en la computadora."),
            Untrusted("La firma no corresponde a quien dice ser. No se usó nada; avise a la oficina."),
            DatabaseBusy(BUSY),
            ValueError("a bug"),
            RoadClosed("No hay camino a la oficina. Todo sigue guardado aquí."),
        )
    ):
        row = attempt.failed(error, at=at + timedelta(hours=hours), road="http", next_at=at)
        store.logbook.keep_attempt(row)
    endings = [
        Exchange(0, False, "held"),
        Exchange(30, False, "ok"),
        Exchange(34, True, "ok", problem=BadBundle(SEALED_FOR_OTHERS)),
    ]
    for hours, exchange in enumerate(endings, start=6):
        row = attempt.done(
            exchange, at=at + timedelta(hours=hours), road="folder", pending=5, next_at=store.clock.now()
        )
        store.logbook.keep_attempt(row)
