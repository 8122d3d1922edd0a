"""Settings are refused rather than misread."""

from pathlib import Path

import pytest

from hub.allocation.instance import NO_LIMIT
from hub.allocation.settings import Settings, read_settings
from shared.errors import BadInput


@pytest.mark.parametrize(
    "text",
    [
        '{"alfa": 2}',
        '{"alpha": -1}',
        '{"alpha": 4.1}',
        '{"cycle": "2026-13"}',
        '{"window": 0}',
        '{"format": 2}',
        "[",
        '{"alpha": "2"}',
    ],
)
def test_a_setting_that_is_not_known_or_out_of_bounds_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.json").write_text(text)

    with pytest.raises(BadInput, match=r"settings\.json"):
        read_settings(tmp_path)


def test_all_have_a_default_and_money_is_counted_in_centimos(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings()
    assert (Settings().money_limit, Settings(money=12.5).money_limit) == (NO_LIMIT, 1250)
