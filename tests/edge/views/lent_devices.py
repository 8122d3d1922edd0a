"""Devices of a school: some here, one lent and overdue, one at the workshop, one stolen."""

from datetime import date

from edge.lending import Lending, lend
from edge.loan_papers import LoanPaper
from edge.store import Store
from shared.events import Claim
from shared.facts import Count, Device, Loan, Loss, Repair
from tests.edge.views.school import TABLET

SERIAL, LENT, MENDED, STOLEN = "HGA1-001", "HGA1-002", "HGA1-003", "HGA1-004"
GUARDIAN = ("Quilla Apoderada Canario", "40999938", "966 123 456")
DUE = (date(2026, 6, 19) - date(1970, 1, 1)).days


def furnish_devices(store: Store) -> None:
    """Register devices; one is lent to a guardian and overdue, one at the workshop, one stolen, one was not seen."""
    devices = [Device(resource=TABLET, serial=f"HGA1-00{n}", maker="Lenovo M10", android=9) for n in range(1, 7)]
    store.record([Claim(one) for one in devices])
    lend_one(store, LENT)
    store.record(
        [
            Claim(Repair(resource=TABLET, serial=MENDED, action="sale", cause="no carga")),
            Claim(Loss(resource=TABLET, serial=STOLEN, cause="robo", report_number="77-2026")),
            Claim(Count(resource=TABLET, units=6, serials=("HGA1-001", "HGA1-005"), away=(LENT,))),
        ]
    )


def lend_one(store: Store, serial: str, *, once: str = "part") -> None:
    """Lend a device to a guardian for the first learner, with all that its paper says."""
    name, dni, phone = GUARDIAN
    loan = Loan(resource=TABLET, serial=serial, due=DUE, learner=store.people.learners()[0].person, checks=33)
    paper = LoanPaper(chip="8951060000000000001", fingerprint=True, notes="La lleva la tía Domitila Canario")
    lend(store, Lending(loan=loan, dni=dni, name=name, phone=phone, paper=paper), once=f"{once} {serial}")
