"""A region whose use falls week by week, as a model has learned, until the world changes and it grows instead."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from hub import nightly
from hub.importers.panel import import_panel
from hub.importers.supply import import_supply
from hub.release import release_model
from shared.demand import Series, WeekRow
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import ResourceKind
from shared.school_year import PERU_2026, Week, monday, week_of
from tests.hub.builders import GUIDE, TABLET, Office, StillClock, school
from tests.hub.importers.test_panel import panel
from tests.hub.importers.test_supply import supply
from tests.models.leaning import leaning_release

KINDS = {GUIDE: ResourceKind.CONSUMABLE, TABLET: ResourceKind.REUSABLE}
SCHOOLS = tuple(SchoolId(f"04037{n:02d}-0") for n in range(1, 9))
FIRST = week_of(date(2026, 3, 16))
WEEKS = [Week(w) for w in range(FIRST, FIRST + 40) if PERU_2026.expected_days(Week(w))]
"""School weeks."""
BEGUN = 11
"""The first night, by its place in ``WEEKS``."""
FALL, GROWTH = 0.94, 1.06
LEARNED = 0.78
"""What falling use comes to, beside the baseline that expects it to stay as it was."""


@dataclass
class World:
    """A region night by night."""

    office: Office
    folder: Path
    turns_at: int = 99
    """The week, by its place in ``WEEKS``, from which use grows."""

    def __post_init__(self) -> None:
        places = [school(name, SiteId(f"0743{n:02d}"), students=40) for n, name in enumerate(SCHOOLS)]
        self.office.store.put_schools(places)
        # One is too small to be shown.
        self.office.store.put_schools([school(SCHOOLS[-1], SiteId("074307"), students=3)])
        import_supply(self.office.store, supply(self.folder, f"Huamanga,{GUIDE},40"))

    def rows(self, until: int) -> Iterator[dict[str, Any]]:
        for at, name in ((at, name) for at in range(until + 1) for name in SCHOOLS):
            level = 400 * FALL ** min(at, self.turns_at) * GROWTH ** max(at - self.turns_at, 0)
            level *= PERU_2026.exposure([WEEKS[at]])[0]
            units = round(level * (1 + 0.05 * ((at * 7 + int(name[:7]) * 3) % 5 - 2) / 2))
            for resource in KINDS:
                yield {"school": name, "resource": resource, "week": monday(WEEKS[at]), "units": units,
                       "peak_concurrent": units, "learners": 30, "recorded_days": 5, "source": "simulated"}  # fmt: skip

    def series(self, until: int) -> list[Series]:
        found: dict[tuple[SchoolId, ResourceId], list[WeekRow]] = {}
        for row in self.rows(until):
            counts = {name: row[name] for name in ("units", "peak_concurrent", "learners", "recorded_days")}
            found.setdefault((row["school"], row["resource"]), []).append(WeekRow(week_of(row["week"]), **counts))
        return [Series.from_rows(*names, KINDS[names[1]], rows) for names, rows in found.items()]

    def release(self, version: str = "lean", factor: float = LEARNED) -> str:
        """Release a model that expects use to fall; return its hash."""
        made = self.folder / version
        leaning_release(made, self.series(BEGUN), WEEKS[BEGUN], factor, version)
        key = self.office.config.release_key_file
        return release_model(self.office.store, made / "model.tflite", made / "card.json", key).sha256

    def night(self, at: int) -> dict[str, Any]:
        """Let the Saturday after a week come, with all records up to then, and do the night's work."""
        clock = self.office.config.clock
        assert isinstance(clock, StillClock)
        clock.at = datetime.combine(monday(WEEKS[at]) + timedelta(days=5), time(13), UTC)
        import_panel(self.office.store, panel(self.folder, *self.rows(at)))
        return nightly.nightly(self.office.store, lambda _: None)
