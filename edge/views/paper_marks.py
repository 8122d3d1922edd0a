"""The papers of this school as they are signed: what each says now, and the code under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from edge.enrol import load_identity
from edge.reports.month import Month, month_report
from edge.reports.reading import Asked
from edge.reports.use import month_of
from edge.rows import DeliveryRow
from edge.views.loan_marks import loan_named
from edge.views.node import node
from shared.allocation import Shipment
from shared.errors import NotInitialised
from shared.ids import SchoolId
from shared.web.qr import qr_of
from sync.signed_paper import Code, Kind, Paper, code_of, named


@dataclass(frozen=True, slots=True)
class Mark:
    """What is printed under a paper."""

    doc: str
    size: int
    path: str


def acta_paper(shipment: Shipment, done: DeliveryRow | None) -> Paper:
    """Return the acta of a dispatch order as it stands: to be filled, or as it was received."""
    told = (done.acta, done.kept_in, _iso(done.on), [list(line) for line in done.lines]) if done else None
    return Paper(_school(), Kind.ACTA, shipment.pecosa, (*_sent(shipment), told))


def packing_paper(shipment: Shipment) -> Paper:
    """Return the packing list of a dispatch order."""
    return Paper(_school(), Kind.PACKING, shipment.pecosa, _sent(shipment))


def ugel_paper(month: date, found: Month) -> Paper:
    """Return what the school tells the UGEL of a month."""
    tables = [[table.title, [[_plain(cell) for cell in row] for row in table.rows]] for table in found.tables]
    return Paper(_school(), Kind.UGEL, f"{month:%Y-%m}", (tables, found.undated))


def mark_of(paper: Paper) -> Mark | None:
    """Return what is printed under *paper*; None on a laptop that has no key yet."""
    try:
        keys = load_identity(node().config).keys
    except NotInitialised:
        return None
    return Mark(paper.doc, *qr_of(code_of(paper, keys)))


def paper_now(code: Code) -> Paper | None:
    """Return the paper that *code* names as it would be printed now; None where there is none."""
    if code.kind is Kind.UGEL:
        return _ugel_now(code)
    if code.kind is Kind.LOAN:
        return loan_named(code.doc)
    here = node().store
    received: Mapping[str, DeliveryRow] = {row.pecosa: row for row in here.facts.deliveries()}
    papers = [
        acta_paper(one, received.get(one.pecosa)) if code.kind is Kind.ACTA else packing_paper(one)
        for one in here.news.shipments()
    ]
    return next((paper for paper in papers if named(paper.doc) == named(code.doc)), None)


def _ugel_now(code: Code) -> Paper | None:
    here, today = node(), node().today()
    name = named(code.doc).partition("-")[2]
    month = month_of(name, today)
    if f"{month:%Y-%m}" != name:
        return None
    return ugel_paper(month, month_report(here.store, here.names(), Asked(today, month)))


def _sent(shipment: Shipment) -> tuple[object, ...]:
    lines: Sequence[object] = [list(line) for line in shipment.lines]
    return shipment.site, shipment.pecosa, shipment.decision, _iso(shipment.left), lines


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date) else str(cell) if isinstance(cell, str) else cell


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _school() -> SchoolId:
    return node().store.site.schools()[0].id
