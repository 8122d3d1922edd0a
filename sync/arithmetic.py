"""
Whole numbers in few bits: an adaptive binary arithmetic coder, which learns as it goes how the numbers are spread.

A number is written as its length in bits, in unary, then the bits below the first, most significant first. Each kind of
binary choice has a chance, learnt from the choices of that kind so far; bits of little weight are taken as even. The
coder is G. N. N. Martin's range coder (1979), with carries as in the LZMA SDK; what a choice counts is close to the
estimator of Krichevsky and Trofimov (1981). All is whole numbers, so that both ends compute the same on any machine.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log2

from shared.errors import BadBundle

MAX_BITS = 64
"""The longest number that can be written."""
MAX_CHOICES = 24
"""Binary choices that a number may take on average: what a decoder does is bounded by how many numbers it was told."""

_LEARNT = 4
"""So many bits below the first are learnt."""
_EVEN, _LENGTH, _REST = 0, 1, 1 + MAX_BITS
_KINDS = _REST + (MAX_BITS + 1 << _LEARNT)
_ONE = 1 << 16
_LEAST, _MOST = 64, _ONE - 64
_MEMORY = 160
"""After so many choices of a kind, the oldest are forgotten little by little."""
_WEIGHT = [int(_ONE / (min(seen, _MEMORY - 1) + 1.7)) for seen in range(_MEMORY + 1)] + [0]
"""How far the chance moves after so many choices of the kind; the last is for what is not learnt."""
_FULL, _SHORT, _ALMOST = (1 << 32) - 1, 1 << 24, 255 << 24


def fits(numbers: Sequence[int]) -> bool:
    """Tell whether ``decode`` will read *numbers*: whether they are short enough on average."""
    return 2 * sum(map(int.bit_length, numbers)) <= MAX_CHOICES * len(numbers)


def code(numbers: Sequence[int]) -> bytes:
    """
    Return *numbers*, each from 0 to 2**64 - 1, as bytes. How many there are is not written.

    >>> len(code([3, 2, 3, 3] * 100))
    43
    """
    chance, seen = _nothing_learnt()
    weight, most_seen, short = _WEIGHT, _MEMORY, _SHORT
    low, span, out = 0, _FULL, _Carry()
    shift = out.shift
    for number in numbers:
        for kind, bit in _choices(number):
            here, times = chance[kind], seen[kind]
            zero = (span >> 16) * here
            if bit:
                low += zero
                span -= zero
                here -= here * weight[times] >> 16
                chance[kind] = here if here > _LEAST else _LEAST
            else:
                span = zero
                here += (_ONE - here) * weight[times] >> 16
                chance[kind] = here if here < _MOST else _MOST
            if times < most_seen:
                seen[kind] = times + 1
            while span < short:
                span, low = span << 8, shift(low)
    return out.end(low, span)


def decode(data: bytes, count: int) -> list[int]:
    """
    Undo ``code``: read *count* numbers.

    >>> decode(code([0, 5, 2**30 - 1]), 3) == [0, 5, 2**30 - 1]
    True

    Raises:
        BadBundle: The numbers are longer than ``fits`` allows, or bytes are left after the last one.
    """
    chance, seen = _nothing_learnt()
    weight, most_seen, short, least, most, learnt = _WEIGHT, _MEMORY, _SHORT, _LEAST, _MOST, _LEARNT
    rest = iter(data)
    span, value = _FULL, 0
    for _ in range(4):
        value = value << 8 | next(rest, 0)
    numbers: list[int] = []
    left = MAX_CHOICES * count
    # All in one place: a call for each choice would take as long as the choice.
    for _ in range(count):
        number, bits, kind, to_come = 0, 0, _LENGTH, -1
        while to_come:
            here, times = chance[kind], seen[kind]
            zero = (span >> 16) * here
            if bit := value >= zero:
                value, span = value - zero, span - zero
                here -= here * weight[times] >> 16
            else:
                span = zero
                here += (_ONE - here) * weight[times] >> 16
            chance[kind] = least if here < least else here if here < most else most
            if times < most_seen:
                seen[kind] = times + 1
            while span < short:
                span, value = span << 8, value << 8 | next(rest, 0)
            if to_come > 0:
                number, to_come = number << 1 | bit, to_come - 1
            elif bit and bits < MAX_BITS - 1:
                bits, kind = bits + 1, kind + 1
                continue
            else:
                bits += bit
                number, to_come = min(bits, 1), max(bits - 1, 0)
            kind = _REST + (bits << learnt) + number if number >> learnt == 0 else _EVEN
        numbers.append(number)
        left -= 2 * bits
        if left < 0:
            raise BadBundle("Una columna del paquete no tiene el largo que dice. Vuelva a enviarlo.")
    if next(rest, None) is not None:
        raise BadBundle("Una columna del paquete no tiene el largo que dice. Vuelva a enviarlo.")
    return numbers


def about_bits(numbers: Sequence[int]) -> float:
    """
    Return about how many bits ``code`` will take, much sooner than it would.

    The entropy of what is learnt, what is not learnt, and half a logarithm for each kind of number that was met.
    """
    kinds, even = dict[int, int](), 0
    for number, count in Counter(numbers).items():
        spare = max(0, number.bit_length() - 1 - _LEARNT)
        kind = number >> spare | spare << _LEARNT + 1
        kinds[kind] = kinds.get(kind, 0) + count
        even += spare * count
    entropy = sum(count * log2(len(numbers) / count) for count in kinds.values())
    return entropy + even + len(kinds) * log2(len(numbers) + 1) / 2


@lru_cache(4_096)
def _choices(number: int) -> tuple[tuple[int, int], ...]:
    """Return the kind of each choice that writes a number, and what is chosen."""
    bits = number.bit_length()
    length = [(_LENGTH + at, 1) for at in range(bits)] + [(_LENGTH + bits, 0)] * (bits < MAX_BITS)
    rest = []
    for place in range(bits - 2, -1, -1):
        known = number >> place + 1
        kind = _REST + (bits << _LEARNT) + known if known >> _LEARNT == 0 else _EVEN
        rest.append((kind, number >> place & 1))
    return (*length, *rest)


def _nothing_learnt() -> tuple[list[int], list[int]]:
    """Return of each kind of choice the chance of a zero, and how often it was met."""
    return [_ONE >> 1] * _KINDS, [_MEMORY + 1] + [0] * (_KINDS - 1)


class _Carry:
    """The bytes written so far. A carry may still run through the last one and the 255s behind it, which wait."""

    def __init__(self) -> None:
        self._out = bytearray()
        self._last = 0
        self._waiting = 0

    def shift(self, low: int) -> int:
        """Take the first byte of *low*, which has 32 bits and a carry, and return the rest, a byte further left."""
        if _ALMOST <= low <= _FULL:
            self._waiting += 1
        else:
            carry = low >> 32
            self._out.append(self._last + carry & 255)
            self._out += bytes([255 + carry & 255]) * self._waiting
            self._last, self._waiting = low >> 24 & 255, 0
        return (low & _SHORT - 1) << 8

    def end(self, low: int, span: int) -> bytes:
        """Return all bytes, for the number from *low* on, below *low* + *span*, that takes fewest."""
        high = low + span - 1
        low = next(short for spare in (32, 24, 16, 8, 0) if (short := high >> spare << spare) >= low)
        for _ in range(5):
            low = self.shift(low)
        return bytes(self._out[1:]).rstrip(b"\0")
