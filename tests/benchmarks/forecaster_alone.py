"""
One forecast in a process that loads nothing else, as on a laptop: prints what it took, as JSON.

``python -m tests.benchmarks.forecaster_alone RESOURCES WEEKS [FOLDER]``: the model of FOLDER, or the baseline.
"""

import json
import sys
import time
from pathlib import Path


def main(resources: int, weeks: int, folder: Path | None) -> dict[str, float]:
    """Load what forecasts, then forecast a school; return the seconds of each step."""
    at = time.perf_counter()
    from shared.demand import Series, WeekRow
    from shared.forecaster import Forecaster
    from shared.ids import ResourceId, SchoolId
    from shared.resources import ResourceKind
    from shared.school_year import PERU_2026, Week

    told = {"import_s": time.perf_counter() - at}
    at = time.perf_counter()
    if folder:
        forecaster = Forecaster.load(folder / "model.tflite", (folder / "card.json").read_bytes())
    else:
        forecaster = Forecaster.baseline()
    told["load_s"] = time.perf_counter() - at
    origin, kinds = 2949, list(ResourceKind)
    school = [
        Series.from_rows(
            SchoolId("0403691-0"), ResourceId(f"r-{number:02d}"), kinds[number % len(kinds)],
            [WeekRow(origin - ago, 5 + (ago * 7 + number) % 13, 3, 4, recorded_days=5) for ago in range(weeks)],
        )
        for number in range(resources)
    ]  # fmt: skip
    at = time.perf_counter()
    forecasts = forecaster.forecast(school, Week(origin), PERU_2026)
    told["seconds"] = time.perf_counter() - at
    rows = school[:1] * 50
    forecaster.forecast(rows, Week(origin), PERU_2026)
    at = time.perf_counter()
    forecaster.forecast(rows, Week(origin), PERU_2026)
    told["rows_50_s"] = time.perf_counter() - at
    assert len(forecasts) == resources
    assert not {"tensorflow", "pandas", "pyspark"} & sys.modules.keys()
    return told


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)))
