"""What a laptop says of itself once a day, among the facts that people record."""

from edge.store import Store
from shared.events import Claim
from shared.facts import Health


class HealthReports:
    """
    Records how the laptop is, once on each day on which somebody recorded something.

    Not on the others: a day with an event counts as one on which the school was heard of, and a laptop that is merely
    on does not tell that nothing was used. What is first in every bundle says the same, also on such days.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen = store.records.count()
        self._last = ""

    def run_if_due(self) -> bool:
        """Record it if it is time; tell whether it was: after a restart, no second time on the same day."""
        day, count = self._store.days.name(), self._store.records.count()
        if day == self._last or count == self._seen:
            return False
        told = self._store.record([Claim(health_of(self._store))], once=f"health {day}")
        self._last, self._seen = day, self._store.records.count()
        return bool(told)


def health_of(store: Store) -> Health:
    """Return how the laptop is now, as it travels."""
    seen = store.health()
    return Health(
        app_version=seen["app_version"],
        model_version=seen["model_version"] or None,
        disk_free_mb=seen["disk_free_mb"],
        backup_age_h=seen["backup_age_h"],
        clock_ok=seen["clock_ok"],
    )
