"""What is wrong with a JSON text, in words and with its place: the decoder's own are English."""

import re

from shared.sentences import N_, Sentence, Value

_AT = re.compile(r" - at `(?:key in )?\$?\.?(?P<at>[^`]*)`$")
_SAID = (
    (re.compile(r"Input data was truncated"), N_("termina antes de tiempo: está cortado o le falta una llave")),
    (re.compile(r"JSON is malformed: .*byte (?P<byte>\d+)\)"), N_("no es JSON desde la línea %(line)s, letra %(col)s")),
    (re.compile(r"Object missing required field `(?P<name>.+?)`"), N_("falta «%(name)s»")),
    (re.compile(r"Object contains unknown field `(?P<name>.+?)`"), N_("«%(name)s» está de más")),
    (re.compile(r"Invalid enum value '?(?P<name>.*?)'?"), N_("«%(name)s» no es un valor que se conozca")),
    (re.compile(r"Expected `(?P<want>.+?)`, got `(?P<got>.+?)`"), N_("se espera %(want)s y trae %(got)s")),
)  # fmt: skip
_TYPES = {
    "int": N_("un número entero"), "float": N_("un número"), "str": N_("un texto"), "bool": N_("true o false"),
    "null": N_("null"), "array": N_("una lista"), "object": N_("un objeto con sus campos"), "date": N_("un día"),
}  # fmt: skip


def fault(error: Exception, text: bytes) -> Sentence:
    """
    Return what a decoder refused in *text*, with where it is.

    >>> import msgspec
    >>> def told(text, type):
    ...     try:
    ...         msgspec.json.decode(text, type=type)
    ...     except msgspec.DecodeError as error:
    ...         return fault(error, text).text()
    >>> told(b'{"a": 1', dict), told(b'{"a": 1,\\n x}', dict)
    ('termina antes de tiempo: está cortado o le falta una llave', 'no es JSON desde la línea 2, letra 2')
    >>> told(b'["b"]', list[int])
    'en «1» se espera un número entero y trae un texto'
    """
    if isinstance(error, UnicodeError):
        return Sentence("no es texto UTF-8")
    message = str(error)
    place = _AT.search(message)
    plain = message[: place.start()] if place else message
    found = next(((words, hit) for form, words in _SAID if (hit := form.fullmatch(plain))), None)
    why = Sentence(found[0], _values(found[1].groupdict(), text)) if found else Sentence("hay un valor que no sirve")
    return Sentence("en «%(at)s» %(why)s", {"at": _spoken(place["at"]), "why": why}) if place and place["at"] else why


def _spoken(at: str) -> str:
    """
    Return a path in the text as a person follows it: in a list the first is 1.

    >>> _spoken("resources[0].lot"), _spoken("[...].id")
    ('resources 1 › lot', 'id')
    """
    steps = re.sub(r"\[(\d+)\]", lambda found: f" {int(found[1]) + 1}", at.replace("[...]", ""))
    return steps.strip(" .").replace(".", " › ")


def _values(found: dict[str, str], text: bytes) -> dict[str, Value]:
    if "byte" in found:
        before = text[: int(found["byte"])]
        return {"line": before.count(b"\n") + 1, "col": len(before) - (before.rfind(b"\n") + 1) + 1}
    if "want" in found:
        return {name: _type(found[name]) for name in ("want", "got")}
    return {name: value[:60] for name, value in found.items()}


def _type(names: str) -> Sentence:
    return Sentence(_TYPES.get(names.split(" | ")[0].split(" ")[0], N_("otra clase de valor")))
