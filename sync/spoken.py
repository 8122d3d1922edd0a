"""Keys and codes as words that are read aloud, typed, and told apart from a slip of the hand."""

import re
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b

from shared.errors import BadInput, WrongWord
from shared.sentences import N_, Sentence
from sync.easy_words import WORDS

_OF = {"code": Sentence(N_("del código")), "key": Sentence(N_("de la huella"))}
BITS = 10
"""Of each word."""
_SOUNDS = (
    ("ch", "1"), ("ll", "y"), ("qu", "k"), ("gue", "2e"), ("gui", "2i"), ("ce", "se"), ("ci", "si"), ("ge", "je"),
    ("gi", "ji"), ("2", "g"), ("c", "k"), ("z", "s"), ("v", "b"), ("h", ""), ("x", "s"), ("w", "gu"),
)  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")
_DOUBLE = re.compile(r"(.)\1+")


def sounded(word: str) -> str:
    """
    Return a word as it sounds, so that spelling does not matter: case, accents, b or v, c, s or z, h, ll or y.

    >>> sounded("CABAYO") == sounded("caballo"), sounded("zapáto") == sounded("sapato"), sounded("olla")
    (True, True, 'oya')
    """
    bare = "".join(one for one in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(one))
    for written, sound in _SOUNDS:
        bare = bare.replace(written, sound)
    return _DOUBLE.sub(r"\1", bare)


_BY_SOUND = {sounded(word): number for number, word in enumerate(WORDS)}


def spelled(value: int, count: int, kind: str) -> tuple[str, ...]:
    """
    Return *value* as *count* words, and one more by which slips are found. *kind* keeps one kind from another.

    >>> len(spelled(1, 5, "code"))
    6
    """
    numbers = [value >> BITS * place & (1 << BITS) - 1 for place in reversed(range(count))]
    return tuple(WORDS[number] for number in (*numbers, _check(value, kind)))


def understood(text: str, count: int, kind: str) -> int:
    """
    Return the value that ``spelled`` gave words to.

    Raises:
        WrongWord: A word is none of ours, or one stands for another.
        BadInput: One is missing or too many.
    """
    heard = words_in(text)
    numbers = [_number(word, place, kind) for place, word in enumerate(heard, start=1)]
    if len(numbers) != count + 1:
        raise BadInput(
            "Las palabras %(of)s son %(due)s (escritas: %(found)s). Cópielas todas, en su orden.",
            of=_OF[kind],
            due=count + 1,
            found=len(numbers),
        )
    value = 0
    for number in numbers[:-1]:
        value = value << BITS | number
    if _check(value, kind) != numbers[-1]:
        raise WrongWord(
            "Las palabras %(of)s no van juntas: una es otra, o están en otro orden. Compárelas con la hoja.",
            of=_OF[kind],
        )
    return value


def words_in(text: str) -> list[str]:
    """Return the words of a text that was typed."""
    return _LETTERS.findall(text)


def with_word(text: str, place: int, word: str) -> str:
    """
    Return words that were typed with another *word* in one *place*, counted from 1.

    >>> with_word("sol, lula y mar", 2, "luna")
    'sol luna y mar'
    """
    words = words_in(text)
    return " ".join([*words[: place - 1], word, *words[place:]])


def _number(word: str, place: int, kind: str) -> int:
    sound = sounded(word)
    if sound in _BY_SOUND:
        return _BY_SOUND[sound]
    close = [WORDS[number] for other, number in _BY_SOUND.items() if _one_slip(sound, other)]
    if len(close) == 1:
        raise WrongWord(
            "La palabra %(place)s %(of)s, «%(word)s», no es de la hoja. ¿Quiso decir «%(other)s»?",
            place=place,
            of=_OF[kind],
            word=word[:20],
            other=close[0],
        )
    raise WrongWord(
        "La palabra %(place)s %(of)s, «%(word)s», no es de la hoja. Cópiela otra vez.",
        place=place,
        of=_OF[kind],
        word=word[:20],
    )


def _check(value: int, kind: str) -> int:
    digest = blake2b(kind.encode() + value.to_bytes(32, "big"), digest_size=2, person=b"chasqui/words/1")
    return int.from_bytes(digest.digest(), "big") >> 16 - BITS


def _one_slip(one: str, other: str) -> bool:
    """Tell whether a letter more, less, other or in its neighbour's place makes *other* of *one*."""
    if len(one) == len(other):
        at = [place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
        return len(at) <= 1 or (
            len(at) == 2 and at[1] == at[0] + 1 and (one[at[0]], one[at[1]]) == (other[at[1]], other[at[0]])
        )
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def groups(words: Sequence[str], size: int = 3) -> list[str]:
    """
    Return words in lines of *size*, as a sheet prints them.

    >>> groups(["sol", "luna", "mar", "rio"])
    ['sol luna mar', 'rio']
    """
    return [" ".join(words[at : at + size]) for at in range(0, len(words), size)]
