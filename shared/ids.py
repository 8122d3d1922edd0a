"""Identifiers: what they look like, and how text from outside becomes one."""

import re
from typing import NewType

from shared.errors import BadIdentifier

SchoolId = NewType("SchoolId", str)
"""A service: ``cod_mod-anexo``, e.g. ``0403691-0``. Always text: leading zeros matter."""
SiteId = NewType("SiteId", str)
"""A building (código de local, six digits), or ``~`` and the school's id where none is known."""
NodeId = NewType("NodeId", bytes)
"""Eight bytes of BLAKE2b over a node's public key."""
Incarnation = NewType("Incarnation", bytes)
"""Eight random bytes, drawn each time a node's database is opened for writing."""
Head = NewType("Head", bytes)
"""Sixteen bytes: the hash of an event and of everything before it on its chain."""
ResourceId = NewType("ResourceId", str)
Pseudonym = NewType("Pseudonym", bytes)
"""Eight random bytes that stand for a person outside the school's own laptop."""

_SCHOOL = re.compile(r"[0-9]{7}-[0-9]")
_RESOURCE = re.compile(r"[a-z0-9][a-z0-9._:-]{0,63}")


def school_id(cod_mod: str, anexo: str = "0") -> SchoolId:
    """
    Join a código modular and an anexo, restoring the zeros that a spreadsheet dropped.

    >>> school_id("403691", "")
    '0403691-0'

    Raises:
        BadIdentifier: More than seven digits, or something that is no digit.
    """
    code = cod_mod.strip().removesuffix(".0")
    annex = anexo.strip().removesuffix(".0") or "0"
    joined = f"{code:0>7}-{annex}"
    if not code or not _SCHOOL.fullmatch(joined):
        raise BadIdentifier("código modular y anexo", f"{cod_mod}-{anexo}", "0403691-0")
    return SchoolId(joined)


def parse_school(text: str) -> SchoolId:
    """
    Read ``cod_mod-anexo``.

    >>> parse_school("0403691-0")
    '0403691-0'

    Raises:
        BadIdentifier: The text is not seven digits, a hyphen and one digit.
    """
    if not _SCHOOL.fullmatch(text):
        raise BadIdentifier("servicio educativo", text, "0403691-0")
    return SchoolId(text)


def site_id(codlocal: str, school: SchoolId) -> SiteId:
    """
    Name the site of a school: its código de local, or the school itself where none is known.

    >>> site_id("74294", school_id("0403691")), site_id("", school_id("0403691"))
    ('074294', '~0403691-0')
    """
    code = codlocal.strip().removesuffix(".0")
    return SiteId(f"{code:0>6}") if code.isascii() and code.isdigit() and code.strip("0") else SiteId(f"~{school}")


def site_told(text: str) -> SiteId:
    """
    Return the site that a person named: by its código de local, or by the código modular of a service that has none.

    A spreadsheet takes leading zeros away, and so does whoever copies a code from one.

    >>> site_told("74294"), site_told("0403691"), site_told("~0403691-0")
    ('074294', '~0403691-0', '~0403691-0')

    Raises:
        BadIdentifier: It is neither.
    """
    code = text.strip().removeprefix("~")
    if code == text.strip() and code.isascii() and code.isdigit() and len(code) <= 6:
        return SiteId(f"{code:0>6}")
    try:
        return SiteId(f"~{school_id(*code.split('-', 1))}")
    except BadIdentifier as error:
        raise BadIdentifier("local o código modular", text, "074294 o 0403691-0") from error


def resource_id(text: str) -> ResourceId:
    """
    Read a resource's id.

    >>> resource_id("guia-com-3")
    'guia-com-3'

    Raises:
        BadIdentifier: Not 1 to 64 lower-case letters, digits, ``.``, ``_``, ``:`` or ``-``.
    """
    if not _RESOURCE.fullmatch(text):
        raise BadIdentifier("recurso", text, "guia-com-3")
    return ResourceId(text)


def fours(code: str) -> str:
    """
    Return a computer's code in groups that can be read aloud.

    >>> fours("1f0c9b3a77e2d405")
    '1f0c 9b3a 77e2 d405'
    """
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
