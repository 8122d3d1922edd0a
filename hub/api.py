"""The road's end for what only reads: how much of a bundle has come, and models. Uploads are ``hub.front``'s."""

import re

from flask import Blueprint, Response, request, send_file

from hub import exchange
from hub.described import described
from hub.invited import introduction
from hub.parts import parts
from shared.sentences import N_

api = Blueprint("api", __name__, url_prefix="/v1")

_SHA256 = re.compile(r"[0-9a-f]{64}")


@api.get("/bundles/<id_>")
def get_bundle(id_: str) -> Response:
    """Say how much of a bundle has arrived."""
    spool = parts().spool
    count = spool.held(id_) if spool is not None and exchange.BUNDLE_ID.fullmatch(id_) else None
    if count is None:
        return _response(exchange.error(404, N_("No se conoce ese paquete. Envíelo desde el inicio.")))
    return _response(exchange.held(200, count))


@api.get("/hub")
def get_hub() -> Response:
    """Say which hub this is, and which services a site has: whoever types words compares the fingerprint."""
    hub = parts()
    told = introduction(hub.store, hub.keys.public, request.args.get("site", "")[:20])
    return Response(told.to_json(), mimetype="application/json")


@api.get("/models/<sha256>")
def get_model(sha256: str) -> Response:
    """Give a released model, or the rest of it from a byte on."""
    path = parts().config.models_folder / sha256
    if not _SHA256.fullmatch(sha256) or not path.is_file():
        return _response(exchange.error(404, N_("La oficina no tiene ese modelo. Se sigue con el anterior.")))
    return send_file(path, mimetype="application/octet-stream", etag=sha256, conditional=True)


@api.get("/openapi.json")
def get_openapi() -> Response:
    """Describe all requests of ``/v1``, for a program that reads OpenAPI 3.1 (``hub.described``)."""
    return Response(described(), mimetype="application/json")


def _response(answer: exchange.Answer) -> Response:
    return Response(answer.body, answer.status, answer.headers, mimetype="application/json")
