"""The hub's tables, for SQLite and PostgreSQL alike; ``hub/migrations`` makes them."""

from hub.schema import dispatching, operation, partitions
from hub.schema.acts import acts
from hub.schema.arrivals import invitations, node_trees, nodes, resumptions, segments, stretches, tips, waiting
from hub.schema.columns import metadata
from hub.schema.locks import locks
from hub.schema.office import credentials, lives, sessions, settings, throttles
from hub.schema.plans import approvals, decisions, feed, plan_lines, plans, readmitted, shipments
from hub.schema.region import datasets, departures, listings, models, schools, supply, versions
from hub.schema.told import deliveries, duties, losses, objections, own_days, requests, stock, unreadable

__all__ = [
    "acts",
    "approvals",
    "credentials",
    "datasets",
    "decisions",
    "deliveries",
    "departures",
    "dispatching",
    "duties",
    "feed",
    "invitations",
    "listings",
    "lives",
    "locks",
    "losses",
    "metadata",
    "models",
    "node_trees",
    "nodes",
    "objections",
    "operation",
    "own_days",
    "partitions",
    "plan_lines",
    "plans",
    "readmitted",
    "requests",
    "resumptions",
    "schools",
    "segments",
    "sessions",
    "settings",
    "shipments",
    "stock",
    "stretches",
    "supply",
    "throttles",
    "tips",
    "unreadable",
    "versions",
    "waiting",
]
