"""A form that is sent twice is recorded once; the same page, changed and sent again, is another form."""

from hashlib import blake2b

from flask import request

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
