"""What is compiled computes what it says, and stays on disk as long as no source changes."""

import shutil
from pathlib import Path
from runpy import run_path
from typing import Any

from hub.allocation import compiled as module
from hub.allocation.compiled import compiled, is_kept, stamp_of
from hub.allocation.kit_choice import needed


@compiled
def tripled(number: int) -> int:
    return number * 3


def fresh(folder: Path) -> Any:
    """Return a function that no process has compiled before."""
    source = folder / "fresh.py"
    source.write_text("def halved(number):\n    return number // 2\n")
    return compiled(run_path(str(source))["halved"])


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


def test_it_is_known_before_the_first_call_whether_machine_code_is_to_be_made(tmp_path: Path) -> None:
    function = fresh(tmp_path)
    before = is_kept(function)
    function(3)
    after = is_kept(function)
    shutil.rmtree(function.stats.cache_path)

    assert (before, after) == (False, True)
