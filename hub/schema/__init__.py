"""The hub's tables, for SQLite and PostgreSQL alike; ``hub/migrations`` makes them."""

from hub.schema import access, discrepancies, dispatching, flags, health, operation, partitions, scopes
from hub.schema.acts import acts
from hub.schema.arrivals import invitations, node_trees, nodes, resumptions, segments, stretches, tips, waiting
from hub.schema.columns import metadata
from hub.schema.locks import locks
from hub.schema.office import credentials, lives, sessions, settings, throttles
from hub.schema.plans import approvals, decisions, feed, plan_lines, plans, readmitted, shipments
from hub.schema.region import datasets, departures, listings, models, schools, supply, versions
from hub.schema.told import deliveries, duties, losses, objections, own_days, requests, stock, unreadable

__all__ = [
    "access",
    "acts",
    "approvals",
    "credentials",
    "datasets",
    "decisions",
    "deliveries",
    "departures",
    "discrepancies",
    "dispatching",
    "duties",
    "feed",
    "flags",
    "health",
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
    "scopes",
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
