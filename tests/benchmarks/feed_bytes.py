"""
What the feed of a hub takes on the wire, as it was and packed: ``python -m tests.benchmarks.feed_bytes HUB_FOLDER``.

For a laptop that has nothing yet, by kind of item and for the whole answer; sites whose feed is empty are left out.
"""

import sys
from collections import defaultdict
from pathlib import Path

from hub import streams
from hub.config import Config
from hub.keyfiles import read_keys
from hub.store import Store
from sync.feed import ALL, FeedEntry, Slice, entry_after
from sync.keys import HubKeys, NodeKeys

KEY = NodeKeys.from_seed(bytes(32)).verify_key


def main(folder: Path) -> None:
    """Print the figures."""
    config = Config.from_env(folder)
    store, keys = Store(config), read_keys(config)
    with store.read() as connection:
        sites = sorted({school.site for school in store.schools()})
        life = store.life(connection)
        answers = {
            site: [page for page in streams.pages_for(connection, life, site=site, shown={}) if page.stream != ALL]
            for site in sites
        }
        everybody = streams.pages_for(connection, life, site="", shown={})
    heard = {site: pages for site, pages in answers.items() if pages}
    print(f"all: {_sizes(everybody, keys)}")
    own = [_sizes(pages, keys) for pages in heard.values()]
    print(f"a site's own, mean of {len(own)}: {_mean(own)}")
    by_kind: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for stream in (ALL, *heard):
        for entry in store.entries(stream):
            by_kind[entry.item.kind].append(_sizes([_alone(entry)], keys))
    for kind, sizes in sorted(by_kind.items()):
        print(f"{kind}, mean of {len(sizes)}: {_mean(sizes)}")
    store.close()


def _sizes(pages: list[streams.Page], keys: HubKeys) -> tuple[int, int]:
    plain, packed = (
        sum(len(streams.travelling(page, keys, KEY, packs=packs)) for page in pages) for packs in (False, True)
    )
    return plain, packed


def _alone(entry: FeedEntry) -> Slice:
    first = entry_after(None, entry.hub_incarnation, entry.item)
    return Slice(entry.item.stream, entry.hub_incarnation, None, (first,))


def _mean(sizes: list[tuple[int, int]]) -> tuple[int, int]:
    return sum(one for one, _ in sizes) // len(sizes), sum(one for _, one in sizes) // len(sizes)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
