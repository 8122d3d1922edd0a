"""
What is looked at when a device is lent and when it comes back (RM 400-2020-MINEDU, Anexo 2A), as one number.

Two bits an item, the first item in the lowest: 0 not asked, 1 yes, 2 no. The form has eight items; the eighth place is
free until somebody has read on the form what it asks.
"""

from collections.abc import Mapping

ITEMS = ("caja", "completo", "enciende", "chip", "protector", "adaptador", "panel")
"""In the order of their bits, for ever."""
_YES, _NO = 1, 2


def checks_of(answers: Mapping[str, bool]) -> int:
    """
    Return the number of what was answered; what is not in *answers* was not asked.

    >>> checks_of({"caja": True, "enciende": False})
    33

    Raises:
        KeyError: An answer to what is no item.
    """
    return sum((_YES if yes else _NO) << 2 * _PLACES[item] for item, yes in answers.items())


def answers_in(checks: int) -> dict[str, bool]:
    """
    Return what was answered, in the order of the items.

    >>> answers_in(33), answers_in(0)
    ({'caja': True, 'enciende': False}, {})
    """
    told = {item: checks >> 2 * place & 0b11 for item, place in _PLACES.items()}
    return {item: said == _YES for item, said in told.items() if said in (_YES, _NO)}


_PLACES = {item: place for place, item in enumerate(ITEMS)}
