"""Who may open which page of the node: what each module says of its own, in one table."""

from edge.views.table import VIEWS
from shared.web import Policy

POLICY = Policy(
    rules={endpoint: roles for view in VIEWS for endpoint, roles in view.rules.items()},
    uploads={endpoint: size for view in VIEWS for endpoint, size in view.uploads.items()},
    lan=frozenset(endpoint for view in VIEWS for endpoint in view.lan),
)
