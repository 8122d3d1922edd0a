"""Every reason of a pack is said in whole sentences, with its sizes."""

import pytest

from shared.allocation import PackLine, PackReason
from shared.ids import ResourceId, SiteId
from shared.pack_words import told


@pytest.mark.parametrize("reason", PackReason)
def test_every_reason_is_said_whole(reason: PackReason) -> None:
    line = PackLine(
        site=SiteId("074294"), resource=ResourceId("p"), chosen=False, reason=reason, learners=41, storage_mb=1_800,
        sync_mb=1_440, left_mb=620,
    )  # fmt: skip

    said = told(line)

    assert said.why.text().endswith(".")
    assert "%" not in said.why.text()
    assert said.badge.text()
    assert said.change is None or said.change.text().endswith(".")


def test_what_goes_needs_nothing_changed() -> None:
    line = PackLine(
        site=SiteId("074294"), resource=ResourceId("p"), chosen=True, reason=PackReason.CHOSEN, learners=41,
        storage_mb=1_800, sync_mb=1_440,
    )  # fmt: skip

    assert told(line).change is None
    assert told(line).why.text().startswith("Se espera que lo usen 41 estudiantes. Ocupa 1,800 MB")
