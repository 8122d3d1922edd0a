"""How seldom a process of the region's looks for garbage: a page of a large region makes a million things that last."""

import gc

YOUNGEST, MIDDLE, OLDEST = 50_000, 20, 50
"""So many new things bring a look at the new ones, so many looks one at those that lasted, and so on."""


def looked_for_seldom() -> None:
    """
    Let what is there now never be looked through, and the rest seldom. Call it once all is imported.

    Otherwise Python looks at everything again and again while a page of 4,000 schools is made: a quarter of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNGEST, MIDDLE, OLDEST)
