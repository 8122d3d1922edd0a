"""What the fields of a form say: text that is bounded before it is read."""


def number_told(text: str, digits: int = 9) -> int:
    """
    Return the whole number that a field says, of so many *digits* at the most; 0 where it says none.

    >>> number_told("1,200"), number_told("-3"), number_told("9" * 5_000)
    (1200, 0, 0)
    """
    plain = text.replace(",", "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= digits else 0
