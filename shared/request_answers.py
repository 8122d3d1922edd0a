"""What the region answers in words to what a school asked for, before or beside the plan that decides it."""

from datetime import date

import msgspec

from shared.ids import ResourceId, SchoolId

KIND = "request_answer"
"""The kind of its feed item. A node of before this version keeps it and shows nothing."""


class RequestAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one request, which its event names; a later one replaces it."""

    incarnation: str
    """Of the event of the request, in hexadecimal."""
    seq: int
    school: SchoolId
    resource: ResourceId
    text: str
    role: str
    """The office that answers, as in ``Approval``."""
    on: date
    counts: bool = True
    """The next plan takes the request into account; False: the region turned it down."""


def subject_of(incarnation: str, seq: int) -> str:
    """
    Return the subject of the answer's item.

    >>> subject_of("0011223344556677", 12)
    'request_answer/0011223344556677/12'
    """
    return f"{KIND}/{incarnation}/{seq}"
