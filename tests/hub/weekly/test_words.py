"""A column of few words means the same whichever way its words are kept."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.weekly.words import WORDS, codes, is_in, named, numbered, worded

_WORDS = st.sampled_from(["guía", "tablet", "relatos", ""])
_COLUMNS = st.lists(st.lists(_WORDS | st.none(), max_size=6), max_size=4)


def column(chunks: list[list[str | None]], kind: pa.DataType) -> pa.ChunkedArray:
    """Each chunk has words of its own: those of another file."""
    return pa.chunked_array([pa.array(one, kind) for one in chunks], kind)


@settings(deadline=None)
@given(_COLUMNS, st.lists(_WORDS, unique=True))
def test_a_word_is_found_alike_in_words_kept_once_and_in_strings(
    chunks: list[list[str | None]], names: list[str]
) -> None:
    every = [word for one in chunks for word in one]

    for kind in (WORDS, pa.string()):
        mine = column(chunks, kind)
        assert codes(mine, names).tolist() == [names.index(word) if word in names else -1 for word in every]
        assert is_in(mine, names).to_pylist() == [word in names for word in every]


@settings(deadline=None)
@given(_COLUMNS)
def test_a_column_is_its_numbers_and_its_words(chunks: list[list[str | None]]) -> None:
    every = [word for one in chunks for word in one]

    for kind in (WORDS, pa.string()):
        numbers, words = numbered(column(chunks, kind))
        assert [words[at].as_py() if at >= 0 else None for at in numbers.tolist()] == every
        assert len(set(words.to_pylist())) == len(words)


@settings(deadline=None)
@given(st.lists(_WORDS, min_size=1), st.data())
def test_words_that_repeat_are_kept_once(words: list[str], data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(0, len(words) - 1)))
    told = named(np.array(numbers, dtype=np.int64), words)

    assert told.to_pylist() == [words[at] for at in numbers]
    assert len(set(told.dictionary.to_pylist())) == len(told.dictionary)


def test_no_rows_are_no_words() -> None:
    assert worded(np.array([], dtype=np.int64), []).to_pylist() == []
