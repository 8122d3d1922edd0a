"""Columns of few different words: each word is kept once, and of each row which one it has. Pure."""

from collections.abc import Collection, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.int64]

WORDS = pa.dictionary(pa.int32(), pa.string())
"""Of such a column; rows of it are copied as numbers."""
NONE = -1
"""In place of a word's number where there is no word."""


def numbered(column: pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    """
    Return the number of each row's word, NONE where it has none, and the words.

    >>> numbers, words = numbered(pa.chunked_array([["a", None, "b", "a"]]))
    >>> numbers.tolist(), words.to_pylist()
    ([0, -1, 1, 0], ['a', 'b'])
    """
    whole = column.combine_chunks()
    if not pa.types.is_dictionary(column.type):
        whole = whole.dictionary_encode()
    return pc.fill_null(whole.indices, NONE).to_numpy().astype(np.int64), whole.dictionary


def codes(column: pa.ChunkedArray, names: Sequence[str] | pa.Array) -> Ints:
    """
    Return the place of each value in *names*, NONE where it is not among them.

    >>> codes(pa.chunked_array([["a", None, "b"]], WORDS), ["b", "c"]).tolist()
    [-1, -1, 0]
    """
    if not pa.types.is_dictionary(column.type):
        return _places(column, names)
    numbers, words = numbered(column)
    # The last one is of rows that have no word.
    return np.append(_places(words, names), NONE)[numbers]


def _places(column: pa.Array | pa.ChunkedArray, names: Sequence[str] | pa.Array) -> Ints:
    found = pc.fill_null(pc.index_in(column, value_set=pa.array(names, column.type)), NONE)
    at: Ints = found.to_numpy().astype(np.int64)
    return at


def worded(numbers: Ints, words: Sequence[str]) -> pa.DictionaryArray:
    """
    Return the column of *words* of which these are the numbers; each of *words* is another.

    >>> worded(np.array([1, 0, 1]), ["a", "b"]).to_pylist()
    ['b', 'a', 'b']
    """
    return pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), pa.array(words, pa.string()))


def named(numbers: Ints, words: Sequence[str]) -> pa.DictionaryArray:
    """
    Return the same, where some of *words* may be the same.

    >>> named(np.array([2, 1, 0]), ["a", "b", "a"]).dictionary.to_pylist()
    ['a', 'b']
    """
    each = sorted(set(words))
    at = {word: number for number, word in enumerate(each)}
    return worded(np.array([at[word] for word in words], dtype=np.int64)[numbers], each)


def is_in(column: pa.ChunkedArray, values: Collection[str] | Collection[int]) -> pa.ChunkedArray:
    """Tell which rows have one of *values*."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    return pc.is_in(column, value_set=pa.array(values, kind))
