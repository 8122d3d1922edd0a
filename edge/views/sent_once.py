"""A form that is sent twice is recorded once; the same page, changed and sent again, is another form."""

from collections.abc import Sequence
from hashlib import blake2b

from flask import request

from edge.views.node import node
from shared.events import Claim
from shared.fact_fields import Fact
from shared.facts import Unserved, Use, WeeklyTotal
from shared.web import csrf

NONCE = "vez"


def sent_once() -> str:
    """
    Return what tells this sending of a form from any other: its nonce and what is written in it; empty without one.

    Whoever goes back to a page, corrects it and saves again has not sent it twice: what was corrected is recorded too.
    """
    nonce = request.form.get(NONCE, "")[:40]
    written = sorted(one for one in request.form.items(multi=True) if one[0] != csrf.FIELD)
    return f"{nonce} {blake2b(repr(written).encode(), digest_size=16).hexdigest()}" if nonce else ""


def record_once(claims: Sequence[Claim]) -> None:
    """
    Record what this form says, once.

    Of a page that is corrected and sent again, what adds up and was said by it before is left out: a pupil who is
    ticked after the class was saved is one use more, not the whole class again.
    """
    log, nonce = node().store.log, request.form.get(NONCE, "")[:40]
    with log.all_or_nothing():
        new = [
            one
            for one in claims
            if not (nonce and adds_up(one.fact)) or log.spend(f"{nonce} {one.fact} {one.occurred}")
        ]
        log.record(new, once=sent_once())


def adds_up(fact: Fact) -> bool:
    """
    Tell whether a fact that is recorded twice counts twice; else the later one takes the place of the earlier.

    >>> from shared.ids import ResourceId, SchoolId
    >>> week = WeeklyTotal(school=SchoolId("0403691-0"), resource=ResourceId("tablet"), units=4, whole_week=True)
    >>> adds_up(week)
    False
    """
    return isinstance(fact, Use | Unserved) or (isinstance(fact, WeeklyTotal) and not fact.whole_week)
