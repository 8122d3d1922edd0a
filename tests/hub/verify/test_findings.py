"""All that is broken is counted, and of it so much is shown as somebody can read."""

import pandas as pd

from hub.verify.findings import SHOWN, Findings


def test_all_is_counted_and_the_first_are_shown() -> None:
    found = Findings()
    for line in range(SHOWN + 5):
        found.add("línea %(line)s", line=line)

    assert (found.count, len(found.found), found.found[0].text()) == (SHOWN + 5, SHOWN, "línea 0")


def test_what_is_used_above_its_limit_is_told_and_what_has_no_limit_is_not() -> None:
    found = Findings()

    found.over(
        pd.Series({"a": 3.0, "b": 9.0, "c": 9.0}), pd.Series({"a": 3.0, "b": 8.0}), "%(name)s %(used)s %(limit)s"
    )

    assert [one.text() for one in found.found] == ["b 9 8"]
