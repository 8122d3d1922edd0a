"""What travels of likeness: counts of few are not in it, and untrusted bytes are held to their bounds."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.ids import ResourceId
from shared.school_year import Week
from shared.similarity import (
    LEAST_LEARNERS,
    MAX_BYTES,
    MOST_ITEMS,
    NEAR,
    ItemId,
    Similarity,
    item_id,
    packed,
    parts_of,
    similarity,
)  # fmt: skip

A, B, C = (ItemId(name) for name in "abc")


def test_who_uses_one_goes_on_to_the_other_and_not_back() -> None:
    known = similarity({A: 20, B: 20}, {(A, B): 20}, until=Week(1))

    assert known.between([A, B]).round(2).tolist() == [[0.0, 0.67], [0.0, 0.0]]


@given(st.integers(0, LEAST_LEARNERS - 1), st.integers(0, 40))
def test_what_fewer_than_five_learners_did_is_never_in_it(few: int, many: int) -> None:
    known = similarity({A: 20 + few, B: 40, C: few}, {(A, B): few, (B, A): many, (A, C): few}, until=Week(1))

    assert known.between([A])[0, 0] == known.between([A, B])[0, 1] == 0
    assert C not in known.items


def test_the_most_used_are_kept_where_there_are_too_many() -> None:
    users = {ItemId(f"i{n:04d}"): n + LEAST_LEARNERS for n in range(MOST_ITEMS + 30)}

    assert set(similarity(users, {}, until=Week(1)).items) == set(list(users)[30:])


def test_the_largest_one_that_there_can_be_fits_its_bound() -> None:
    items = tuple(ItemId(f"kolibri-{n:032x}/{n:032x}") for n in range(MOST_ITEMS))
    alike = np.random.default_rng(1).random((MOST_ITEMS, MOST_ITEMS))

    body = msgspec.json.encode(packed(items, alike, until=Week(2900), weight_pct=80))
    assert len(body) < MAX_BYTES


@given(st.integers(1, 60), st.integers(0, 9))
def test_what_was_packed_is_read_back_as_near_as_a_byte_holds_and_the_greatest_of_each_row(n: int, seed: int) -> None:
    alike = np.random.default_rng(seed).random((n, n))
    items = tuple(ItemId(f"i{at:02d}") for at in range(n))
    sent = msgspec.json.encode(packed(items, alike, until=Week(1), weight_pct=0))

    found = msgspec.json.decode(sent, type=Similarity).between(items)
    kept = alike >= np.sort(alike, axis=1)[:, [-min(n, NEAR)]]
    np.testing.assert_allclose(found, np.where(kept, alike, 0), atol=1 / 500)


@pytest.mark.parametrize(
    "broken",
    [
        {"items": ["a", "a"]},
        {"items": ["a"]},
        {"near": b"\x02" + bytes(2 * 2 * NEAR - 1)},
        {"alike": b""},
        {"items": [f"i{n}" for n in range(MOST_ITEMS + 1)]},
        {"items": ["a", "b" * 161]},
        {"weight_pct": 101},
    ],
)
def test_parts_that_do_not_fit_each_other_or_their_bounds_are_refused(broken: dict[str, object]) -> None:
    good = {"until": 1, "items": ["a", "b"], "near": bytes(4 * NEAR), "alike": bytes(2 * NEAR), "weight_pct": 50}
    assert msgspec.json.decode(msgspec.json.encode(good), type=Similarity)

    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(good | broken), type=Similarity)


@given(st.binary(max_size=200))
def test_bytes_of_anybody_are_a_similarity_or_an_error_of_the_decoder(data: bytes) -> None:
    with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)):
        msgspec.json.decode(data, type=Similarity)


def test_what_travels_today_is_what_travelled_first() -> None:
    known = similarity({A: 20, B: 20}, {(A, B): 20}, until=Week(2900), weight_pct=65)
    near = np.frombuffer(known.near, "<u2").reshape(2, NEAR)

    assert msgspec.json.encode(known).startswith(b'{"until":2900,"items":["a","b"],"near":"AQAAAAAA')
    assert (near[0, :2].tolist(), known.alike[:2], known.alike[NEAR : NEAR + 2]) == ([1, 0], b"\xaa\x00", b"\x00\x00")


@given(st.sampled_from(["pack-mat", "kolibri-ab"]), st.text("abc0/-", max_size=8))
def test_a_material_is_its_pack_and_its_content(pack: str, content: str) -> None:
    assert parts_of(item_id(ResourceId(pack), content)) == (pack, content)
