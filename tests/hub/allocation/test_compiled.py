"""What is compiled computes what it says, and stays on disk as long as no source changes."""

from pathlib import Path

from hub.allocation import compiled as module
from hub.allocation.compiled import compiled, stamp_of
from hub.allocation.kit_choice import needed


@compiled
def tripled(number: int) -> int:
    return number * 3


def test_compiled_code_computes_what_it_says() -> None:
    assert tripled(14) == 42


def test_what_is_kept_lies_under_a_stamp_of_all_sources() -> None:
    kept: str = needed._cache.cache_path  # type: ignore[attr-defined]

    assert stamp_of(Path(module.__file__).parent) in kept


def test_a_change_in_any_compiled_source_is_another_stamp(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("@compiled")
    (tmp_path / "other.py").write_text("@compiled # 1")
    before = stamp_of(tmp_path)

    (tmp_path / "other.py").write_text("@compiled # 2")

    assert stamp_of(tmp_path) != before
