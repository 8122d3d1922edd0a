"""Whoever is signed in proves it once more before something that cannot be taken back."""

from flask import request

from shared import web
from shared.errors import BadInput
from shared.web.pages import refusal_words


def proved(secret: str) -> None:
    """
    Check the passphrase of who is asking, within the same limits as at sign-in.

    Raises:
        BadInput: It is not theirs, or they have to wait.
    """
    if not secret:
        raise BadInput("Escriba su propia clave, para confirmar que es usted.")
    found = web.gate().check(web.who().login, secret, request.remote_addr or "")
    if isinstance(found, web.Refused):
        raise BadInput("Esa no es su clave. %(words)s", words=refusal_words(found))
