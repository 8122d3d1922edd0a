"""
One object removed from a store that speaks S3, and nothing else.

Arrow puts an empty object in place of the folder that it takes to be empty then: some stores refuse that, and take
seconds to say so. The request is signed as Amazon's Signature Version 4 says.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

import requests

from shared.clock import SystemClock

_EMPTY = hashlib.sha256(b"").hexdigest()
_TIMEOUT_S = (10, 60)


def remove(endpoint: str, path: str, region: str, keys: Mapping[str, str]) -> None:
    """
    Remove the object at *path*, which begins with its bucket; *keys* are named as in the environment.

    Raises:
        OSError: The store does not answer, or refuses.
    """
    url = f"{endpoint}/{quote(path)}"
    answer = requests.delete(url, headers=signed(url, region, keys, SystemClock().now()), timeout=_TIMEOUT_S)
    if answer.status_code not in (200, 204, 404):
        raise OSError(f"DELETE {path}: {answer.status_code}")


def signed(url: str, region: str, keys: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Return the headers of a DELETE without a body, signed at the moment *now*."""
    now = now.astimezone(UTC)
    parts, stamp, day = urlsplit(url), f"{now:%Y%m%dT%H%M%SZ}", f"{now:%Y%m%d}"
    headers = {"host": parts.netloc, "x-amz-content-sha256": _EMPTY, "x-amz-date": stamp}
    if token := keys.get("AWS_SESSION_TOKEN"):
        headers["x-amz-security-token"] = token
    names = ";".join(sorted(headers))
    told = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    asked = f"DELETE\n{parts.path}\n\n{told}\n{names}\n{_EMPTY}"
    scope = f"{day}/{region}/s3/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(asked.encode()).hexdigest()}"
    key = f"AWS4{keys.get('AWS_SECRET_ACCESS_KEY', '')}".encode()
    for one in scope.split("/"):
        key = hmac.digest(key, one.encode(), "sha256")
    who = f"AWS4-HMAC-SHA256 Credential={keys.get('AWS_ACCESS_KEY_ID', '')}/{scope}"
    sign = hmac.digest(key, text.encode(), "sha256").hex()
    return headers | {"authorization": f"{who}, SignedHeaders={names}, Signature={sign}"}
