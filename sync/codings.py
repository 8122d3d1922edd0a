"""Lists of whole numbers as few bytes: what is predicted from what is known, and varints for the rest."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate, pairwise

from shared.errors import BadBundle, NewerFormat
from sync import arithmetic
from sync.budget import Budget, squeeze

LIMIT = 2**60
"""Numbers at or beyond it, on either side of zero, are not coded as numbers."""
SITTING_S = 900
"""A learner's silence of up to this many seconds was probably spent on what is recorded next."""


class Coding(IntEnum):
    """What is written in place of each number. A decoder that meets another one says NewerFormat."""

    SAME = 0
    """All are equal: written once."""
    PLAIN = 1
    """The number."""
    DELTA = 2
    """Its difference from the one before."""
    SINCE = 3
    """The seconds since the same learner's last record, minus the number."""
    RECENT = 4
    """How many other names were used since this one was (move to front)."""
    AGAIN = 5
    """0 where it is what the same learner had last; else the number and one."""
    STARTED = 6
    """The difference, from the record before, of the number less the seconds spent: when the use began."""
    TOTAL = 7
    """0 where it is the sum of the same learner's since the last such total; else the number and one."""


_ARITHMETIC = b"\2"
_BYTES_A_NUMBER = 16
"""What a number in arithmetic coding takes from the budget: some time, where others take space."""
_MOVES_A_BYTE = 16
"""So many places that a name moves to the front take as much of the budget as a byte."""
_UNSIGNED = {Coding.RECENT, Coding.AGAIN, Coding.TOTAL}


@dataclass(frozen=True, slots=True)
class Beside:
    """What is already known of the records whose numbers are coded: whose they are, how long they took, and when."""

    learners: Sequence[Hashable]
    spent_s: Sequence[int]
    when_s: Sequence[int] | None = None

    def at(self, places: Sequence[int]) -> "Beside":
        """Return what is known of the records at *places* alone."""
        when_s = [self.when_s[at] for at in places] if self.when_s is not None else None
        return Beside([self.learners[at] for at in places], [self.spent_s[at] for at in places], when_s)


def encode_ints(values: Sequence[int], beside: Beside, *, names: int = 0) -> tuple[Coding, bytes]:
    """
    Return the coding that makes *values* smallest, and their bytes. Each must lie within LIMIT.

    *names* > 0 says that the values are places in a table of so many names.

    >>> encode_ints([1000, 1001, 1002, 1003], Beside("abab", [0] * 4))
    (<Coding.DELTA: 2>, b'\\x02\\xff\\xef0X')
    """
    if len(set(values)) == 1:
        return Coding.SAME, squeeze(_varints([_zigzag(values[0])]))
    tries = {Coding.PLAIN: list(values), Coding.DELTA: _deltas(values)}
    if names:
        tries |= {Coding.RECENT: _ranks(values, names), Coding.AGAIN: _repeats(values, beside.learners)}
    elif min(values) >= 0:
        tries[Coding.TOTAL] = _totals(values, beside.learners)
    if not names:
        tries[Coding.STARTED] = _deltas([value - spent for value, spent in zip(values, beside.spent_s, strict=True)])
    if beside.when_s is not None and not names:
        tries[Coding.SINCE] = [gap - value for gap, value in zip(gaps(beside), values, strict=True)]
    unsigned = {coding: _unsigned(coding, numbers) for coding, numbers in tries.items()}
    plain = ((coding, squeeze(_varints(numbers))) for coding, numbers in unsigned.items())
    return min([*plain, *_arithmetic(unsigned)], key=lambda found: len(found[1]))


def decode_ints(coding: int, data: bytes, count: int, budget: Budget, beside: Beside, *, names: int = 0) -> list[int]:
    """
    Undo ``encode_ints``: return *count* numbers, each within LIMIT, and below *names* where that is not 0.

    >>> beside = Beside("aba", [0] * 3)
    >>> decode_ints(*encode_ints([3, 1, 2], beside, names=4), 3, Budget(100), beside, names=4)
    [3, 1, 2]

    Raises:
        NewerFormat: A coding of a later version.
        BadBundle: Not *count* numbers, one out of range, or a coding that needs what is not there.
    """
    if coding not in list(Coding):
        raise NewerFormat("Una columna viene en un formato más nuevo. Se guarda hasta actualizar este equipo.")
    kind = Coding(coding)
    numbers = unpress(data, 1 if kind is Coding.SAME else count, budget)
    if kind is Coding.RECENT:
        budget.spend(sum(numbers) // _MOVES_A_BYTE)
    if kind not in _UNSIGNED:
        numbers = [number >> 1 ^ -(number & 1) for number in numbers]
    values = _undone(kind, numbers, count, beside, names)
    low, high = (0, names) if names else (1 - LIMIT, LIMIT)
    if values and not (low <= min(values) and max(values) < high):
        raise BadBundle("Una columna del paquete se sale de sus límites. Vuelva a enviarlo.")
    return values


def press(numbers: Sequence[int]) -> bytes:
    """Return *numbers*, none below zero, in whichever way takes fewest bytes."""
    plain = squeeze(_varints(numbers))
    return min(plain, _ARITHMETIC + arithmetic.code(numbers), key=len) if arithmetic.fits(numbers) else plain


def unpress(data: bytes, count: int, budget: Budget) -> list[int]:
    """
    Undo ``press``.

    >>> unpress(press([5, 0, 300]), 3, Budget(100))
    [5, 0, 300]

    Raises:
        BadBundle: Not *count* numbers, or more than is left of the budget.
    """
    if data[:1] != _ARITHMETIC:
        return _read_varints(budget.inflate(data), count)
    budget.spend(_BYTES_A_NUMBER * count)
    return arithmetic.decode(data[1:], count)


def gaps(beside: Beside) -> list[int]:
    """
    Return for each record the seconds since the same learner's last one; 0 for the first and after a long silence.

    >>> gaps(Beside("abaa", [0] * 4, [0, 5, 30, 5000]))
    [0, 0, 30, 0]
    """
    last: dict[Hashable, int] = {}
    found = []
    for learner, at in zip(beside.learners, beside.when_s or (), strict=True):
        gap = at - last.get(learner, at)
        found.append(gap if 0 <= gap <= SITTING_S else 0)
        last[learner] = at
    return found


def newly_spent(seconds: Sequence[int], learners: Sequence[Hashable]) -> list[int]:
    """
    Return *seconds* with 0 in place of those that only sum up the same learner's.

    >>> newly_spent([10, 20, 30, 5], "aaaa")
    [10, 20, 0, 5]
    """
    return [code - 1 if code else 0 for code in _totals(seconds, learners)]


def _undone(kind: Coding, numbers: list[int], count: int, beside: Beside, names: int) -> list[int]:
    match kind:
        case Coding.SAME:
            return numbers * count
        case Coding.PLAIN:
            return numbers
        case Coding.DELTA:
            return list(accumulate(numbers))
        case Coding.STARTED:
            return [start + spent for start, spent in zip(accumulate(numbers), beside.spent_s, strict=True)]
        case Coding.SINCE if beside.when_s is not None:
            return [gap - number for gap, number in zip(gaps(beside), numbers, strict=True)]
        case Coding.RECENT:
            return _unranked(numbers, names)
        case Coding.AGAIN:
            return _unrepeated(numbers, beside.learners)
        case Coding.TOTAL:
            return _untotalled(numbers, beside.learners)
        case _:
            raise BadBundle("Una columna del paquete se apoya en otra que no está. Vuelva a enviarlo.")


def _deltas(values: Sequence[int]) -> list[int]:
    return [*values[:1], *(after - before for before, after in pairwise(values))]


def _ranks(values: Sequence[int], names: int) -> list[int]:
    recent = list(range(names))
    ranks = []
    for value in values:
        rank = recent.index(value)
        recent.insert(0, recent.pop(rank))
        ranks.append(rank)
    return ranks


def _unranked(ranks: Sequence[int], names: int) -> list[int]:
    recent = list(range(names))
    if ranks and max(ranks) >= names:
        raise BadBundle("Una columna del paquete nombra lo que no está en su tabla. Vuelva a enviarlo.")
    values = []
    for rank in ranks:
        recent.insert(0, recent.pop(rank))
        values.append(recent[0])
    return values


def _repeats(values: Sequence[int], learners: Sequence[Hashable]) -> list[int]:
    last: dict[Hashable, int] = {}
    codes = []
    for value, learner in zip(values, learners, strict=True):
        codes.append(0 if last.get(learner) == value else value + 1)
        last[learner] = value
    return codes


def _unrepeated(codes: Sequence[int], learners: Sequence[Hashable]) -> list[int]:
    last: dict[Hashable, int] = {}
    values = []
    for code, learner in zip(codes, learners, strict=True):
        value = code - 1 if code else last.get(learner, -1)
        values.append(value)
        last[learner] = value
    return values


def _totals(values: Sequence[int], learners: Sequence[Hashable]) -> list[int]:
    sums: dict[Hashable, int] = {}
    codes = []
    for value, learner in zip(values, learners, strict=True):
        total = value == sums.get(learner)
        codes.append(0 if total else value + 1)
        sums[learner] = 0 if total else sums.get(learner, 0) + value
    return codes


def _untotalled(codes: Sequence[int], learners: Sequence[Hashable]) -> list[int]:
    sums: dict[Hashable, int] = {}
    values = []
    for code, learner in zip(codes, learners, strict=True):
        value = code - 1 if code else sums.get(learner, 0)
        values.append(value)
        sums[learner] = sums.get(learner, 0) + value if code else 0
    return values


def _zigzag(number: int) -> int:
    return number << 1 if number >= 0 else ~number << 1 | 1


def _unsigned(coding: Coding, numbers: list[int]) -> list[int]:
    return [_zigzag(number) for number in numbers] if coding not in _UNSIGNED else numbers


def _arithmetic(tries: Mapping[Coding, Sequence[int]]) -> Iterator[tuple[Coding, bytes]]:
    """Give the coding that promises to be smallest as arithmetic coding has it."""
    fitting = {coding: numbers for coding, numbers in tries.items() if arithmetic.fits(numbers)}
    if fitting:
        best = min(fitting, key=lambda coding: arithmetic.about_bits(fitting[coding]))
        yield best, _ARITHMETIC + arithmetic.code(fitting[best])


def _varints(numbers: Sequence[int]) -> bytes:
    out = bytearray()
    for number in numbers:
        while number > 127:
            out.append(number & 127 | 128)
            number >>= 7
        out.append(number)
    return bytes(out)


def _read_varints(data: bytes, count: int) -> list[int]:
    """Read exactly *count* numbers of at most ten bytes each."""
    if not count <= len(data) <= 10 * count:
        raise BadBundle("Una columna del paquete no tiene el largo que dice. Vuelva a enviarlo.")
    if len(data) == count and data.isascii():
        return list(data)
    numbers, number, shift = [], 0, 0
    for byte in data:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(number)
            number = shift = 0
        elif shift > 63:
            break
    if shift or len(numbers) != count:
        raise BadBundle("Una columna del paquete no tiene el largo que dice. Vuelva a enviarlo.")
    return numbers
