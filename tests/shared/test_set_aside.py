"""A word about one model says nothing of another, and one from a newer region is left aside whole."""

import msgspec
import pytest

from shared.features import Pattern
from shared.school_year import Week
from shared.set_aside import SetAside, set_aside_for


def test_a_new_model_is_used_everywhere_again() -> None:
    told = [SetAside(model="old", patterns={Pattern.DENSE: Week(2950), Pattern.SHORT: Week(2954)})]

    assert set_aside_for(told, "old") == {Pattern.DENSE, Pattern.SHORT}
    assert set_aside_for(told, "new") == frozenset()
    assert set_aside_for([], "old") == frozenset()


def test_it_travels_as_json() -> None:
    told = SetAside(model="a", patterns={Pattern.SPARSE: Week(2950)})

    assert msgspec.json.decode(msgspec.json.encode(told), type=SetAside) == told


def test_a_pattern_that_this_version_does_not_know_is_not_guessed_at() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"model": "a", "patterns": {"seasonal": 2950}}', type=SetAside)
