"""What is compiled computes what it says, and stays on disk."""

from hub.allocation.compiled import compiled
from hub.allocation.kit_choice import needed


@compiled
def tripled(number: int) -> int:
    return number * 3


def test_compiled_code_computes_what_it_says() -> None:
    assert tripled(14) == 42


def test_compiled_code_is_kept_for_the_next_process() -> None:
    assert needed._cache.cache_path  # type: ignore[attr-defined]
