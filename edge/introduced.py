"""Where a school that has only words learns the rest: from the hub at an address, or from a stick that it wrote."""

import re
import ssl
import urllib.request
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode

from shared.addresses import without_user
from shared.errors import BadInput, RoadClosed
from shared.ids import site_told
from sync.enrolment import Invitation
from sync.folder import read_introduction
from sync.introduction import Introduction
from sync.trust import place_of

_MAX_BYTES = 4 * 1_048_576
_PATIENCE_S = 30
_ADDRESS = re.compile(r"[a-z]{2,}://|[^/\\\s]+:[0-9]{1,5}(/|$)", re.IGNORECASE)
"""What somebody takes for an address, of a site or of a machine and its port: no stick is called so."""


def in_words(place: str, site: str, fingerprint: str, code: str) -> Invitation:
    """
    Return the invitation that was told in words, all of them at once.

    Raises:
        BadInput: A word is wrong, no hub is there, or another one.
        RoadClosed: The hub cannot be reached.
    """
    told_site = site_told(site)
    url = place if place.startswith("http") else ""
    return introduction(place, told_site).invitation(fingerprint=fingerprint, code=code, site=told_site, url=url)


def introduction(place: str, site: str) -> Introduction:
    """
    Return what the hub at *place*, an address or the folder of a stick, says of itself and of a site.

    Nothing of it is believed before the fingerprint was compared: ``Introduction.invitation`` does.

    Raises:
        BadInput: No hub is there.
        RoadClosed: It cannot be reached.
    """
    if place.startswith(("http://", "https://")):
        return Introduction.from_json(_asked(place_of(place).url, site))
    if not Path(place).is_dir() and _ADDRESS.match(place):
        raise BadInput(
            "«%(place)s» parece una dirección: escríbala con http:// o https:// delante, en minúsculas, y repita.",
            place=without_user(place)[:200],
        )
    data = read_introduction(Path(place))
    if data is None:
        raise BadInput(
            "En «%(place)s» no hay datos de la región. Use un USB que haya pasado por la oficina, o su dirección.",
            place=place[:200],
        )
    return Introduction.from_json(data)


def _asked(url: str, site: str) -> bytes:
    # The fingerprint vouches for the answer; a certificate could not, before the key is known.
    anybody = ssl.create_default_context()
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    try:
        asked = f"{url}/v1/hub?{urlencode({'site': site})}"
        with urllib.request.urlopen(asked, timeout=_PATIENCE_S, context=anybody) as answer:  # noqa: S310 - http only
            data: bytes = answer.read(_MAX_BYTES + 1)
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise RoadClosed(
            "No se llega a «%(url)s». Revise la dirección y la señal, y repita.", url=without_user(url)[:200]
        ) from error
    return data
