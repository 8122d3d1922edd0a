"""Two states of the same rows: the difference makes the second of the first, and of equal ones there is none."""

from hypothesis import given
from hypothesis import strategies as st

from shared.differing import Fate, absent, applied, differences

_ROWS = st.dictionaries(
    st.sampled_from("abcde"), st.fixed_dictionaries({"n": st.none() | st.integers(0, 3), "w": st.sampled_from("xy")})
)


@given(_ROWS)
def test_what_is_the_same_differs_in_nothing(rows: dict[str, dict[str, object]]) -> None:
    assert differences(rows, rows) == ()


@given(_ROWS, _ROWS)
def test_the_difference_makes_the_second_of_the_first(
    before: dict[str, dict[str, object]], after: dict[str, dict[str, object]]
) -> None:
    assert applied(before, differences(before, after)) == after


@given(_ROWS, _ROWS)
def test_no_field_is_told_that_says_the_same_as_before(
    before: dict[str, dict[str, object]], after: dict[str, dict[str, object]]
) -> None:
    changed = [one for one in differences(before, after) if one.fate is Fate.CHANGED]

    assert all(field.before != field.after for one in changed for field in one.fields)
    assert all(one.fields for one in changed)


def test_what_was_not_named_stays() -> None:
    rows = {"a": {"name": "Los Andes"}}

    assert [(one.fate, one.label) for one in absent(rows, "name")] == [(Fate.ABSENT, "Los Andes")]
    assert applied(rows, absent(rows)) == rows
