"""Codes of a telephone as RFC 6238 gives them; each counts in its half minute and the two beside it, once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.second_factor import (
    RECOVERY_CODES,
    STEP_S,
    address,
    code_at,
    kept_of,
    matching,
    new_recovery,
    new_secret,
    read_spelled,
    spelled,
    step_of,
)

SEED = b"12345678901234567890"
SECRETS = st.binary(min_size=20, max_size=20)
MOMENTS = st.integers(10 * STEP_S, 2**33)


@pytest.mark.parametrize(
    ("unix_s", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
     (2000000000, "69279037"), (20000000000, "65353130")],
)  # fmt: skip
def test_the_vectors_of_the_standard_hold(unix_s: int, code: str) -> None:
    assert code_at(SEED, step_of(unix_s), 8) == code


@given(SECRETS, MOMENTS, st.integers(-3, 3))
def test_a_code_counts_in_its_half_minute_and_the_two_beside_it(secret: bytes, now_s: int, away: int) -> None:
    code = code_at(secret, step_of(now_s) + away)
    shown = {code_at(secret, step_of(now_s) + near) for near in (-1, 0, 1)}

    assert (matching(secret, code, now_s) is not None) == (code in shown)


@given(SECRETS, MOMENTS)
def test_a_code_that_was_used_and_those_before_it_count_no_more(secret: bytes, now_s: int) -> None:
    used = matching(secret, code_at(secret, step_of(now_s)), now_s)
    assert used is not None
    later = {code_at(secret, step) for step in range(used + 1, step_of(now_s + STEP_S) + 2)}

    for step in (used - 1, used):
        code = code_at(secret, step)
        assert matching(secret, code, now_s + STEP_S, used) is None or code in later


@given(SECRETS)
def test_a_secret_is_read_back_as_it_was_spelled(secret: bytes) -> None:
    assert read_spelled(spelled(secret).lower()) == secret
    assert spelled(secret).replace(" ", "") in address(secret, "ana maría")


@pytest.mark.parametrize("text", ["", "AAAA", "ñ" * 32, "1" * 32, "A" * 40])
def test_what_is_no_secret_is_none(text: str) -> None:
    assert read_spelled(text) is None


@pytest.mark.parametrize("said", ["", "28708", "２８７０８２", "28708é", "287082 1", "0" * 300])
def test_what_is_no_code_matches_nothing(said: str) -> None:
    assert matching(SEED, said, 59) is None


def test_codes_for_a_day_without_telephone_differ_and_are_read_with_or_without_their_dash() -> None:
    codes = new_recovery()

    assert len(set(codes)) == RECOVERY_CODES
    assert {kept_of(one) for one in codes} == {kept_of(f" {one.replace('-', '')}") for one in codes}
    assert new_secret() != new_secret()
