"""Coordinates in degrees, minutes and seconds, as maps and telephones write them."""

import re

_DMS = re.compile(
    r"""\s*(?P<before>[NSEOW])?\s*(?P<sign>[-−])?
    (?P<d>\d{1,3})\s*[°º]\s*
    (?:(?P<m>\d{1,2}(?:[.,]\d+)?)\s*['’′´]\s*)?
    (?:(?P<s>\d{1,2}(?:[.,]\d+)?)\s*(?:["”″]|''|’’|´´)\s*)?
    (?P<after>[NSEOW])?(?:ur|ste|este|orte)?\s*""",
    re.VERBOSE | re.IGNORECASE,
)


def in_degrees(text: str) -> float | None:
    """
    Return degrees with decimals of a coordinate in degrees, minutes and seconds; None where the text is none.

    South and west are below 0. What says neither hemisphere nor sign is none: Peru lies in both negative halves, and
    a guess of one would be silent.

    >>> texts = ("13°09'47.5\\" S", "74° 13' 22,4'' O", "S13º9’47”", "-13°09'47\\"")
    >>> [round(in_degrees(text) or 0, 5) for text in texts]
    [-13.16319, -74.22289, -13.16306, -13.16306]
    >>> [in_degrees(text) for text in ("13°09'47\\"", "13°75'00\\" S", "-13.16", "N -13°09'")]
    [None, None, None, None]
    """
    found = _DMS.fullmatch(text)
    if found is None:
        return None
    half = (found["before"] or found["after"] or "").upper()
    both = bool(found["before"]) and bool(found["after"])
    minutes, seconds = (float((found[part] or "0").replace(",", ".")) for part in "ms")
    if both or bool(half) == bool(found["sign"]) or minutes >= 60 or seconds >= 60:
        return None
    value = int(found["d"]) + minutes / 60 + seconds / 3600
    return -value if found["sign"] or half in "SOW" else value
