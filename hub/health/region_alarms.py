"""What the office itself must look at: what waits, deliveries without a proof, a model in doubt, its own clock."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from hub import answers, doubting, forecast_watch, incidents, schema, school_news, ugel_calendars, watch_report
from hub.database import at
from hub.health import heard
from hub.health.alarm import Alarm
from hub.health.school_days import SchoolDays, by_site
from hub.moments import is_to_come
from hub.rows import ObjectionRow, ShipmentRow
from hub.store import Store
from shared.clock import LIMA
from shared.school_year import monday
from shared.sentences import N_, Sentence, Value

WAIT_DAYS, WAIT_MANY = 7, 20
"""What waits is told once something did so for so many days, or so many bundles do."""
PROOF_SCHOOL_DAYS = 10
"""Two weeks of classes: by then who received something has confirmed it."""
OBJECTION_DAYS = 7
_WAITING = N_(
    "Envíos retenidos: %(count)s, de %(sites)s locales; el más antiguo desde el %(since)s. Abra «Escuelas», «Envíos "
    "retenidos»: cada uno dice qué falta. Nada de ello cuenta hasta entonces."
)
_PROOF = N_(
    "La entrega %(pecosa)s a %(school)s salió el %(day)s y nadie la confirmó (%(days)s días de clases). Pregunte a "
    "quien la llevó y a la escuela; si llegó, que la confirme, y si no, busque dónde está. Si nadie puede "
    "confirmarla, ciérrela en su página."
)
_PROOF_ORDERED = N_(
    "La entrega %(pecosa)s a %(school)s se ordenó el %(day)s y nadie la confirmó (%(days)s días de clases). Vea si "
    "salió del almacén y anótelo; si llegó, que la escuela la confirme. Si no va a salir, ciérrela en su página."
)
_PROOF_PART = N_(
    "De la entrega %(pecosa)s a %(school)s la escuela confirmó una parte y otra no (unidades: %(units)s; %(days)s días "
    "de clases desde el %(day)s). Pregunte a quien la llevó y a la escuela; si nadie puede confirmarlas, ciérrelas en "
    "la página de la entrega."
)
_DOUBTED = N_(
    "Series de uso que nadie miró todavía: %(series)s; escuelas: %(schools)s. En los planes cuenta hasta lo que parece "
    "posible. Abra «Uso en revisión», pregunte a la escuela y que Análisis o Administración anote ahí si es "
    "correcto."
)
_OBJECTED = N_(
    "Objeciones de escuelas que nadie respondió en más de %(days)s días: %(count)s; la más antigua es de %(school)s, "
    "del %(day)s. Abra «Entregas», «Objeciones», y responda cada una: la escuela lo lee junto a su línea."
)
_DUE = N_(
    "Del incidente %(number)s no consta que se avisara a nadie; las 48 horas desde que se notó acaban el %(due)s. "
    "Verifique en la norma vigente a quién se avisa, avise, y anótelo."
)
_OVERDUE = N_(
    "Del incidente %(number)s no consta que se avisara a nadie, y las 48 horas desde que se notó acabaron el %(due)s. "
    "Verifique hoy en la norma vigente a quién se avisa, avise, y anótelo."
)
_CLOCK = N_(
    "El reloj de la central marca el %(now)s y ella misma anotó algo el %(noted)s: está atrasado, o estuvo adelantado. "
    "Ponga en hora el equipo y vea que su sincronización de hora funcione. Si ya está en hora, estuvo adelantado: "
    "pulse «Ya se atendió» en «Salud», y haga «chasqui-hub nightly» y «chasqui-hub backup». Los listados de almacén "
    "que entonces se importaron sin su día, impórtelos otra vez con él."
)


def waiting(store: Store) -> Iterator[Alarm]:
    """Tell that bundles wait too long, or too many."""
    rows = store.waiting()
    if not rows:
        return
    since = min(row.since for row in rows)
    if len(rows) >= WAIT_MANY or store.clock.now() - since > timedelta(days=WAIT_DAYS):
        said: dict[str, Value] = {"count": len(rows), "sites": len({row.site for row in rows}), "since": _moment(since)}
        yield Alarm("waiting", Sentence(_WAITING, said), since=since)


def proofs(store: Store, shipments: Iterable[ShipmentRow]) -> Iterator[Alarm]:
    """Tell of each of *shipments* of which something is not confirmed long after it left."""
    with store.read() as connection:
        today = heard.today(store, connection)
        school_days = SchoolDays(
            store.calendar(), school_news.own_days(connection), today, ugel_calendars.of_schools(store)
        )
    services = by_site(store.sites_of_services())
    for row in shipments:
        if row.over:
            continue
        left = row.gone.day if row.gone and row.gone.day else row.left
        days = school_days.between(services.get(row.site, ()), left, today)
        if days > PROOF_SCHOOL_DAYS:
            school = ", ".join(row.schools) or row.site
            said: dict[str, Value] = {"pecosa": row.pecosa, "school": school, "day": f"{left:%d/%m/%Y}", "days": days}
            said["units"] = sum(units for _, units in row.pending)
            words = _PROOF_PART if row.proved else _PROOF if row.gone else _PROOF_ORDERED
            since = datetime.combine(left, time(12), LIMA)
            yield Alarm("proof_late", Sentence(words, said), row.pecosa, since)


def drift(store: Store) -> Iterator[Alarm]:
    """Tell what the watch of the forecasts says that a person must do something about."""
    watched = store.dataset(forecast_watch.NAME)
    if watched is not None:
        for one in watch_report.report_of(store, watched).told:
            if one.code == "queue":
                yield Alarm("drift", one.words, since=watched.made)


def doubts(store: Store) -> Iterator[Alarm]:
    """Tell of use that is doubted and that nobody looked at since."""
    found = doubting.unseen(doubting.standing(store))
    if found:
        said: dict[str, Value] = {"series": len(found), "schools": len({one.school for one in found})}
        since = datetime.combine(min(monday(one.since) for one in found), time(12), LIMA)
        yield Alarm("use_doubted", Sentence(_DOUBTED, said), since=since)


def objections(store: Store) -> Iterator[Alarm]:
    """Tell of objections that nobody answered in a week."""
    said = answers.answers(store)
    rows = [row for row in store.objections() if (row.decision, row.school, row.resource) not in said]
    if not rows:
        return
    table = schema.decisions.c
    with store.read() as connection:
        today = heard.today(store, connection)
        query = select(table.id, table.published).where(table.id.in_({row.decision for row in rows}))
        published = {row.id: row.published for row in connection.execute(query)}
    dated = ((_objected(row, published.get(row.decision), today), row) for row in rows)
    late = [(day, row) for day, row in dated if (today - day).days > OBJECTION_DAYS]
    if late:
        day, row = min(late, key=lambda one: one[0])
        school = ", ".join(row.schools) or row.site
        told: dict[str, Value] = {"days": OBJECTION_DAYS, "count": len(late), "school": school}
        since = datetime.combine(day, time(12), LIMA)
        yield Alarm("objection_late", Sentence(_OBJECTED, told | {"day": f"{day:%d/%m/%Y}"}), since=since)


def _objected(row: ObjectionRow, published: date | None, today: date) -> date:
    """Return the day of an objection; where its node's clock does not tell one that can be, that of its decision."""
    first = published or today
    if row.day is None:
        return first
    return row.day if (published or row.day) <= row.day <= today else first


def told_to_nobody(store: Store) -> Iterator[Alarm]:
    """Tell of each incident that is open and of which nobody was told."""
    for number, noticed in incidents.untold(store):
        due = noticed + timedelta(hours=incidents.HOURS)
        words = _DUE if store.clock.now() <= due else _OVERDUE
        yield Alarm("incident_due", Sentence(words, {"number": number, "due": _moment(due)}), str(number), noticed)


def clock(store: Store) -> Iterator[Alarm]:
    """
    Tell that the hub's clock shows an earlier time than the hub noted itself.

    Whether it is behind now or was ahead then only a person sees; who says so is believed until it shows an earlier
    time than when they did.
    """
    now, table = store.clock.now(), schema.health.alarms_seen
    with store.read() as connection:
        noted = heard.newest_noted(connection)
        row = connection.execute(select(table).where(table.c.kind == "clock", table.c.subject == "")).one_or_none()
    if not is_to_come(noted, now):
        return
    mark = noted.isoformat(timespec="seconds")
    if row is not None and row.mark.startswith(mark):
        seen = at(row.seen_s)
        again = is_to_come(seen, now)
        mark, noted = f"{mark} {row.seen_s}" if again else row.mark, seen if again else noted
    yield Alarm("clock", Sentence(_CLOCK, {"now": _moment(now), "noted": _moment(noted)}), since=noted, mark=mark)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(LIMA):%d/%m/%Y %H:%M}"
