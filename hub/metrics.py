"""``/metrics``: what there is to measure at this hub, as Prometheus reads it, for whoever holds a token for it."""

from flask import Blueprint, Response
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from hub import gauges
from hub.parts import parts

metrics = Blueprint("metrics", __name__)


@metrics.get("/metrics")
def get_metrics() -> Response:
    """Tell Prometheus how this hub is; ``hub.access`` let it in."""
    return Response(gauges.exposition(parts()), content_type=CONTENT_TYPE_PLAIN_0_0_4)
