"""What somebody wrote while their session ended: it goes along through the sign-in, and one click saves it."""

from urllib.parse import parse_qsl, urlencode

from flask import request

from shared.web import csrf

MOST_BYTES = 60_000
"""Of what is written, as a field of the sign-in: with all its names and accents as codes it fits a form."""
SECRETS = frozenset({"clave", "clave2", "semilla", "suya", "nueva", "frase", "pin", "van", "figura"})
"""Fields in which people write, and pupils tap, what no page gives back."""
WRITTEN, WHERE = "escrito", "donde"


def written() -> str:
    """Return what this request wrote in a form, as one text; empty where it may not go along, or is too long."""
    # By its length first: what is too long is not read, to be called too long where something else is wrong.
    if (request.content_length or 0) > MOST_BYTES or request.files:
        return ""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != csrf.FIELD]
    text = urlencode(fields, errors="replace")
    return "" if SECRETS & {name for name, _value in fields} or len(text) > MOST_BYTES else text


def fields_of(text: str) -> list[tuple[str, str]]:
    """
    Return the fields of what went along.

    >>> fields_of("quien=a&quien=b&nota=&csrf=x")
    [('quien', 'a'), ('quien', 'b'), ('nota', '')]
    """
    found = parse_qsl(text[:MOST_BYTES], keep_blank_values=True, errors="replace")
    return [(name, value) for name, value in found if name != csrf.FIELD]
