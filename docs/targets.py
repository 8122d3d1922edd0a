"""What the figures of the benchmarks should be; ``docs/performance.py`` sets the two side by side."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on a figure, given as the module and the dotted path in its JSON."""

    figure: str
    what: str
    must: float
    stretch: float | None = None
    unit: str = ""
    more_is_better: bool = False
    of: tuple[tuple[str, int], ...] = ()
    """What stands beside the figure where the target is of one size: another size says nothing of it."""
    published: str = ""
    """What others were measured at on the same work, elsewhere: not to be compared to the digit."""

    @property
    def module(self) -> str:
        """The module that measures it."""
        return self.figure.partition(".")[0]

    @property
    def path(self) -> list[str]:
        """Where it stands in that module's JSON."""
        return self.figure.split(".")[1:]

    def met(self, seen: float, bound: float) -> bool:
        """
        Tell whether *seen* is as good as *bound*.

        >>> Target("sync.ours.clean.10000.requests", "requests", must=1).met(2, 1)
        False
        """
        return seen >= bound if self.more_is_better else seen <= bound


FLEET = (("uploads", 1_000),)
STEADY = (("steady_due_per_s", 50),)
"""For ten seconds: what is due at their end is acked after it, so that not quite 50 are acked in each."""
COUNTRY = (("schools", 60_000),)
_KOLIBRI, _POUCH = "Kolibri 0.19", "PouchDB 9"
TARGETS = (
    Target("sync.ours.clean.10000.bytes_per_record", "bytes per record both ways, all in, of 10,000", 3.0, 2.7, "B",
           published=f"{_KOLIBRI} 164, {_POUCH} 454"),
    Target("sync.ours.clean.1000.bytes_per_record", "the same of 1,000", 3.4, 3.1, "B",
           published=f"{_KOLIBRI} 189, {_POUCH} 456"),
    Target("sync.ours.clean.100.bytes_per_record", "the same of 100", 8, 6, "B", published=f"{_KOLIBRI} 442"),
    Target("sync.ours.clean.10000.requests", "requests for 10,000", 1, published=f"{_KOLIBRI} 68, {_POUCH} 404"),
    Target("sync.ours.bad.10000.seconds", "10,000 on the bad road", 5.5, 4.5, "s",
           published=f"{_KOLIBRI} 396, {_POUCH} 1,076"),
    Target("sync.ours.bad.1000.seconds", "1,000 on the bad road", 2, None, "s",
           published=f"{_KOLIBRI} 59, {_POUCH} 118"),
    Target("sync.ours.idle.0.bytes_total", "nothing new: bytes", 1_000, 600, "B", published=f"{_KOLIBRI} 43,000"),
    Target("sync.ours.idle.0.requests", "nothing new: requests", 1, published=f"{_KOLIBRI} 29"),
    Target("sync.ours.idle.0.seconds", "nothing new: time on the bad road", 2, None, "s", published=f"{_KOLIBRI} 36"),
    Target("sync.ours.reset8k.10000.seconds", "10,000 while the link resets every 8 KiB", 16, 12, "s",
           published=f"{_KOLIBRI} resumes only by hand; {_POUCH} did not finish 1,000 in 700"),
    Target("sync.ours.reset8k.10000.useful_ratio", "useful share of its bytes (1.25 times the bytes)", 0.8, 0.87,
           more_is_better=True),
    Target("sync.ours.cut60.10000.resent_bytes", "sent again after a cut at 60 %", 4_000, None, "B",
           published=f"{_KOLIBRI} everything"),
    Target("sync.ours.cut60.10000.usable_at_cut", "share of the records usable at the cut", 0.3, more_is_better=True,
           published=f"{_KOLIBRI} none"),
    Target("sync.ours.flip.10000.wrong_records", "wrong records with a bit flipped in 5 % of the blocks", 0),
    Target("sync.ours.flip.10000.useful_ratio", "useful share of its bytes (2.5 times the bytes)", 0.4, 0.67,
           more_is_better=True),
    Target("sync.ours.clean.10000.disk_per_event", "disk for each event on the node, live", 40, 25, "B",
           published=f"{_KOLIBRI} 2,100, {_POUCH} 252 as JSON"),
    Target("sync.ours.clean.60000.disk_per_sealed_event", "the same of a log of 60,000, sealed", 3, None, "B"),
    Target("sync.ours.clean.10000.cpu_s", "processor for 10,000, both sides", 1.5, None, "s",
           published=f"{_KOLIBRI} 33"),
    Target("sync.ours.clean.10000.above_flask_mb", "memory of the sync code above Flask", 20, None, "MiB",
           published="peers 72 to 176"),
    Target("edge.ours.cold_start_s", "start of a node, files in the cache", 0.6, None, "s",
           published=f"{_KOLIBRI} 2.5 to 3.3"),
    Target("edge.ours.idle_pss_mb", "memory of an idle node with its model", 75, 67, "MiB",
           published=f"{_KOLIBRI} 102"),
    Target("edge.ours.loaded_pss_mb", "the same with twenty pupils at once", 110, None, "MiB",
           published=f"{_KOLIBRI} 187 to 224"),
    Target("edge.ours.student_first_view_bytes", "a pupil's first view, gzipped", 14_336, None, "B"),
    Target("edge.ours.home_bytes", "the coordinator's first view", 51_200, None, "B"),
    Target("edge.ours.signin_p95_s_at_20", "twenty pupils sign in at once: wait, p95", 1.5, None, "s",
           published=f"{_KOLIBRI} 9.8"),
    Target("edge.ours.write_p95_s_at_20", "twenty pupils record at once: wait, p95", 0.3, None, "s",
           published=f"{_KOLIBRI} 3.2"),
    Target("edge.ours.signin_p95_s_at_30", "thirty pupils sign in at once: wait, p95", 1.5, None, "s"),
    Target("edge.ours.page_p95_s_at_30", "thirty pupils open their page at once: wait, p95", 0.3, None, "s"),
    Target("forecast.ours.lp.ratio", "real panel, WQL over Naive (over all peers: models/README.md)", 0.86, 0.82),
    Target("forecast.ours.lp_in_session.ratio", "the same in session", 0.82, 0.76),
    Target("forecast.ours.int8.difference", "int8 against float, share of WQL", 0.005, 0.001),
    Target("forecast.ours.int8.bytes", "the model's file, int8", 256_000, 102_400, "B"),
    Target("forecast.ours.float32.bytes", "the same in floats", 256_000, 102_400, "B"),
    Target("forecast.ours.int8.latency_50_ms", "50 rows through the int8 file, one thread", 5, 0.3, "ms"),
    Target("forecast.ours.float32.latency_50_ms", "the same in floats", 5, 0.3, "ms"),
    Target("forecast.ours.int8.peak_mb", "memory of a process with the int8 file", 80, 45, "MiB"),
    Target("forecast.ours.model.peak_mb", "the same with a school's history and its forecasts", 80, 45, "MiB"),
    Target("forecast.ours.int8.import_s", "import", 0.3, 0.1, "s"),
    Target("forecast.ours.page.seconds", "a school of 40 resources and 104 weeks, from database to page", 1, 0.1, "s",
           of=(("resources", 40), ("weeks", 104))),
    Target("forecast.ours.region.seconds", "4,000 schools and 40 resources by Spark, session included", 120, 40, "s",
           of=(("schools", 4_000), ("resources", 40))),
    Target("allocation.ours.alpha0.gap", "certified gap, efficiency, 60,000 schools", 0.05, None, "%", of=COUNTRY),
    Target("allocation.ours.alpha0.seconds", "time for it", 20, None, "s", of=COUNTRY),
    Target("allocation.ours.alpha0.peak_mb", "memory for it", 1_024, None, "MiB", of=COUNTRY),
    Target("allocation.ours.alpha2.seconds", "60,000 schools, alpha 2", 60, None, "s", of=COUNTRY),
    Target("allocation.ours.alpha2.realised_unmet_of_need_share", "real need left unmet, of need-share's", 0.93,
           of=COUNTRY),
    Target("allocation.ours.alpha2.p05_times_need_share", "fill of the worst off twentieth, times need-share's", 4,
           more_is_better=True, of=COUNTRY),
    Target("allocation.ours.alpha0.whatif_s", "what-if, warm, efficiency", 3, None, "s", of=COUNTRY),
    Target("allocation.ours.alpha2.whatif_s", "what-if, warm, alpha 2", 3, None, "s", of=COUNTRY),
    Target("allocation.ours.district.whatif_s", "what-if of 500 schools, a large UGEL", 0.5, None, "s"),
    Target("hub.ours.aggregate.10000000.after_start_s", "ten million events into weekly demand, after Spark's start",
           25, None, "s"),
    Target("hub.ours.aggregate.increment_ratio", "one per cent more events, over the time for all of them", 0.1),
    Target("hub.ours.nightly.seconds", "the first night of 4,000 schools and 40 resources, from events to plan", 300,
           None, "s", of=(("schools", 4_000), ("resources", 40))),
    Target("hub.ours.ingest.sqlite.steady_p95_s", "50 bundles of 300 events a second, SQLite: until the ack, p95", 0.3,
           None, "s", of=STEADY),
    Target("hub.ours.ingest.sqlite.steady_bundles_per_s", "acked a second of these", 48,
           more_is_better=True, of=STEADY),
    Target("hub.ours.ingest.postgres.steady_p95_s", "the same on PostgreSQL: until the ack, p95", 0.3, None, "s",
           of=STEADY),
    Target("hub.ours.ingest.postgres.steady_bundles_per_s", "acked a second of these", 48, more_is_better=True,
           of=STEADY),
    Target("hub.ours.uploads.lost", "1,000 uploads at once, at 8 kB/s each: lost", 0, of=FLEET),
    Target("hub.ours.uploads.peak_mb", "memory of all the hub's processes meanwhile", 1_024, None, "MiB", of=FLEET),
    Target("hub.ours.uploads.small_p95_s", "small requests meanwhile: wait, p95", 0.5, None, "s", of=FLEET),
    Target("allocation.ours.packs.packs_s", "content packs", 15, None, "s", of=COUNTRY),
    Target("allocation.ours.alpha2.never_visited_6_cycles", "schools never visited in six cycles", 0),
)  # fmt: skip
"""The project's targets, module by module. What was published of others was measured on the same events and roads."""
