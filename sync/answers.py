"""What an HTTP answer of the hub means: pure rules over status, headers and body."""

import json
from collections.abc import Mapping

from shared.errors import BadBundle, Forgotten, HubRefused, NotTheHub, RoadClosed, SyncError
from shared.sentences import N_
from sync.reply import Reply, decode_reply
from sync.rest import PARTIAL

FORGOTTEN = 428
"""What the hub answers where it does not remember the exchange that a bundle goes on from."""
MAX_JSON_BYTES = 16_384
_SOMEBODY_ELSE = N_("Contestó otra cosa que la oficina: quizá un portal de la red pide entrar primero.")
_PORTAL = N_("La red pide entrar a un portal antes de dejar pasar. Abra el navegador y entre.")
_ENTER_FIRST = 511
_WAIT_S, _WAIT_FULL_S, _MAX_WAIT_S = 60.0, 900.0, 3_600.0


def answer_to_put(status: int, headers: Mapping[str, str], body: bytes, total: int) -> Reply | int:
    """
    Return the reply, or how many of *total* bytes the hub holds when it lacks some or the sender is ahead.

    >>> answer_to_put(202, {}, b'{"held": 4096}', total=9000)
    4096

    Raises:
        RoadClosed: The hub is busy or full, or it was not the hub that answered.
        HubRefused: It does not want this bundle.
        Forgotten: It does not remember the exchange that the bundle goes on from.
    """
    if status in (202, 409):
        return held_in(body, total)
    if status != 200:
        raise refusal(status, headers, body)
    try:
        return decode_reply(body)
    except BadBundle as error:
        raise _strange(body) from error


def answer_to_question(status: int, headers: Mapping[str, str], body: bytes, total: int) -> int:
    """
    Return how many of a bundle's *total* bytes the hub holds; 0 where it does not know the bundle.

    >>> answer_to_question(404, {}, b"", total=9000)
    0

    Raises:
        RoadClosed: The hub is busy, or it was not the hub that answered.
        HubRefused: It refuses to say.
    """
    if status == 404:
        return 0
    if status != 200:
        raise refusal(status, headers, body)
    return held_in(body, total)


def held_in(body: bytes, total: int) -> int:
    """
    Read ``{"held": n}``.

    Raises:
        RoadClosed: It is something else, or more than there is.
    """
    if not body.lstrip().startswith(b"{"):
        raise _strange(body)
    held = _json(body).get("held")
    if type(held) is not int or not 0 <= held <= total:
        raise RoadClosed("La oficina contestó algo que no se entiende. Todo sigue guardado aquí.")
    return held


def refusal(status: int, headers: Mapping[str, str], body: bytes) -> SyncError:
    """
    Return the error that an answer without success means, with the hub's own words where it has any.

    >>> refusal(503, {"Retry-After": "30"}, b"").retry_after_s
    30.0
    >>> str(refusal(403, {}, '{"error": "Ese código ya se usó. Pida otro."}'.encode()))
    'Ese código ya se usó. Pida otro.'
    """
    if status == PARTIAL:
        return RoadClosed(_SOMEBODY_ELSE)
    if status == _ENTER_FIRST or status < 400:
        return NotTheHub(_PORTAL)
    if status == 507:
        return RoadClosed("La oficina no tiene espacio ahora. Todo sigue guardado aquí.", _WAIT_FULL_S)
    if status == 429 or status >= 500:
        return RoadClosed("La oficina está ocupada. Todo sigue guardado aquí.", _retry_after_s(headers))
    if status == FORGOTTEN:
        return Forgotten("La oficina no recuerda el envío anterior. Se enviará de nuevo completo; no se perdió nada.")
    if _is_page(body):
        return _strange(body)
    text = _json(body).get("error")
    said = text[:500] if isinstance(text, str) else ""
    if said:
        return HubRefused(said)
    return HubRefused("La oficina no aceptó el envío (código %(status)s). Avise a soporte.", status=status)


def _strange(body: bytes) -> RoadClosed:
    """
    Return what it means that a hub's answer is none: a page is somebody else's, anything else may be damaged.

    >>> type(_strange(b" <!DOCTYPE html><p>Bienvenido")).__name__, type(_strange(b"!")).__name__
    ('NotTheHub', 'RoadClosed')
    """
    return (NotTheHub if _is_page(body) else RoadClosed)(_SOMEBODY_ELSE)


def _is_page(body: bytes) -> bool:
    return body.lstrip()[:1] == b"<"


def _retry_after_s(headers: Mapping[str, str]) -> float:
    text = headers.get("Retry-After", "")
    return min(float(text), _MAX_WAIT_S) if text.isascii() and text.isdigit() else _WAIT_S


def _json(body: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(body) if len(body) <= MAX_JSON_BYTES else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
