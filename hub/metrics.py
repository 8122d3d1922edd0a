"""``/metrics``: what there is to measure at this hub, as Prometheus reads it, for whoever holds the token."""

import hmac

from flask import Blueprint, Response, abort, request
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from hub import gauges
from hub.parts import parts
from shared.web.security import is_private

metrics = Blueprint("metrics", __name__)


@metrics.get("/metrics")
def get_metrics() -> Response:
    """Tell Prometheus how this hub is."""
    hub = parts()
    if not hub.config.metrics_token:
        abort(404)
    if not is_private(request.remote_addr, secure=request.is_secure):
        abort(403, "clear")
    said = request.headers.get("Authorization", "").encode()
    if not hmac.compare_digest(said, f"Bearer {hub.config.metrics_token}".encode()):
        abort(403)
    return Response(gauges.exposition(hub), content_type=CONTENT_TYPE_PLAIN_0_0_4)
