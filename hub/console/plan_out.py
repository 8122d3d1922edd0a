"""What is said of a plan that went out: who reads it on a laptop, and who must be told."""

from collections.abc import Collection
from datetime import date

from hub.console.blueprint import store
from hub.linked import linked
from shared.ids import SiteId
from shared.web import formats, ngettext
from shared.web import gettext as _


def published_words(before: date | None, sites: Collection[SiteId]) -> str:
    """Say to how many sites a plan went out; *before*: the day on which it had been published already."""
    if before:
        return _("Este plan ya se publicó el %(day)s. No cambió nada.", day=formats.day(before))
    reading = len(linked(store()).intersection(sites))
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
