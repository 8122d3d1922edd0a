"""The ways of dividing what is scarce, each with the one name that pages, commands and documents give it."""

from collections.abc import Mapping
from enum import StrEnum

from shared.sentences import N_


class Way(StrEnum):
    """A way of dividing; its value is what a plan and the benchmarks keep."""

    PLAN = "plan"
    """Ours, the priced plan (``hub.allocation``)."""
    BY_ENROLMENT = "by_enrolment"
    """In proportion to enrolment: today's rule."""
    BY_NET_NEED = "by_net_need"
    """In proportion to the likely need less what is there."""
    FIRST_COME = "first_come"
    """All to whoever asked first, until the stock is gone."""


NAMES: Mapping[Way, str] = {
    Way.PLAN: N_("Este plan"),
    Way.BY_ENROLMENT: N_("Por matrícula"),
    Way.BY_NET_NEED: N_("Por lo que falta"),
    Way.FIRST_COME: N_("Por orden de pedido"),
}
"""In the order in which they are shown."""
