"""The roads of the benchmark, and what many runs over one of them come to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from hub.demo.weather import Road
from tests.benchmarks.frame import Figures

BAD = {"latency_ms": 300.0, "kbps": 64.0}
NAMES = ("clean", "bad", "reset8k", "cut60", "flip", "idle", "window")
_REPEATS = {"clean": 3, "bad": 3, "reset8k": 3, "cut60": 1, "flip": 15, "idle": 5, "window": 2}
RESET_SEEDS = 10
"""Seeds of ``reset8k`` at the largest sizes, where each breaks several times."""


def repeats(name: str, records: int, *, quick: bool) -> int:
    """
    Return how many runs a figure is the median of.

    >>> repeats("reset8k", 10_000, quick=False), repeats("reset8k", 100, quick=False)
    (10, 3)
    """
    if quick:
        return 1
    return RESET_SEEDS if name == "reset8k" and records >= 10_000 else _REPEATS[name]


def road_of(name: str, seed: int, clean_up: int) -> Road:
    """Return the road of a profile; *clean_up* bytes go upwards when all goes well."""
    match name:
        case "clean":
            return Road()
        case "bad" | "idle":
            return Road(**BAD, seed=seed)
        case "reset8k":
            return Road(**BAD, reset_mean_bytes=8_192, seed=seed)
        case "cut60":
            return Road(**BAD, cut_up_after=clean_up * 6 // 10, stays_cut=True, seed=seed)
        case "flip":
            return Road(flip_prob=0.05, seed=seed)
        case "window":
            return Road(**BAD, up_s=6, down_s=12, seed=seed)
    raise ValueError(f"there is no profile {name}; there are {', '.join(NAMES)}")


@dataclass(frozen=True, slots=True)
class Run:
    """One run over one road; the bytes are all of HTTP, both ways."""

    records: int
    seconds: float
    bytes_up: int
    bytes_down: int
    requests: int
    cpu_s: float
    peak_rss_mb: float
    wrong_records: int
    arrived: int
    finished: bool
    own: dict[str, float] = field(default_factory=dict)
    """Figures that only some runs have."""

    @property
    def bytes_total(self) -> int:
        """What went over the link."""
        return self.bytes_up + self.bytes_down


def put_runs(figures: Figures, path: str, runs: Sequence[Run], clean: Sequence[Run]) -> None:
    """Put the medians of *runs* under *path*; *clean* are those of the same records over the clean road."""
    done = [run for run in runs if run.finished]
    figures.put(path, runs=len(runs), wrong_records=sum(run.wrong_records for run in runs))
    if len(done) < len(runs):
        stuck = [run for run in runs if not run.finished]
        figures.put(
            path, unfinished=len(stuck), unfinished_after_s=median(run.seconds for run in stuck),
            unfinished_arrived=int(median(run.arrived for run in stuck)),
        )  # fmt: skip
    if not done:
        return
    total = median(run.bytes_total for run in done)
    figures.put(path, bytes_total=int(total), requests=int(median(run.requests for run in done)))
    if done[0].records:
        figures.put(path, bytes_per_record=total / done[0].records)
        figures.put(path, useful_ratio=median(run.bytes_total for run in clean) / total)
    for name in ("seconds", "cpu_s", "peak_rss_mb"):
        figures.put(path, **{name: median(getattr(run, name) for run in done)})
    for name in done[0].own:
        figures.put(path, **{name: median(run.own[name] for run in done)})
