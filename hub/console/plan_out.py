"""What is said of a plan that went out: who reads it on a laptop, and who must be told."""

from collections.abc import Collection
from datetime import date, timedelta

from hub.console.blueprint import store
from hub.linked import linked, without_laptop
from hub.plan_rows import PlanRow, PlanStatus
from shared.ids import SiteId
from shared.web import formats, ngettext, now
from shared.web import gettext as _


def without_laptop_now(row: PlanRow) -> int:
    """Return how many sites of a plan that is out, in its period, read it on no laptop of theirs; 0 of any other."""
    over = row.period_first + timedelta(weeks=row.period_weeks) <= now().date()
    return 0 if over or row.status is not PlanStatus.PUBLISHED else without_laptop(store(), row.id)


def published_words(before: date | None, sites: Collection[SiteId]) -> str:
    """Say to how many sites a plan went out; *before*: the day on which it had been published already."""
    if before:
        return _("Este plan ya se publicó el %(day)s. No cambió nada.", day=formats.day(before))
    reading = len(linked(store()).intersection(sites))
    if not reading:
        return ngettext(
            "Plan publicado. Su local no tiene laptop: avísele.",
            "Plan publicado. Ninguno de sus %(n)s locales tiene laptop: avíseles.",
            len(sites),
        )
    read = ngettext(
        "Plan publicado. Lo lee en su laptop %(n)s local, después de su próximo envío.",
        "Plan publicado. Lo leen en su laptop %(n)s locales, después de su próximo envío.",
        reading,
    )
    if reading == len(sites):
        return read
    bare = ngettext(
        "%(n)s local no tiene laptop: avísele.", "%(n)s locales no tienen laptop: avíseles.", len(sites) - reading
    )
    return f"{read} {bare}"
