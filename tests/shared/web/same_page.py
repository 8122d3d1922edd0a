"""A page's link to the same page in another language."""

import re
from html import unescape
from urllib.parse import urljoin

from flask.testing import FlaskClient


def linked(text: str, code: str = "en") -> str:
    """Return where the footer's link to a language leads."""
    (found,) = re.findall(rf'<a href="([^"]*)" lang="{code}">', text)
    return unescape(found)


def leads_nowhere(client: FlaskClient, blueprint: str = "") -> list[str]:
    """
    Return the addresses that only take forms and whose answer's link to English leads to no page in English.

    Of those whose endpoints begin with *blueprint*; there are many of them, or there is nothing to try.
    """
    rules = client.application.url_map
    adapter = rules.bind("localhost")
    paths = [re.sub("<[^>]*>", "1", one.rule) for one in rules.iter_rules() if one.endpoint.startswith(blueprint)]
    alone = [path for path in paths if adapter.test(path, "POST") and not adapter.test(path, "GET")]
    assert len(alone) > 15
    return [path for path in alone if not _leads_on(client, path)]


def _leads_on(client: FlaskClient, path: str) -> bool:
    client.get("/?idioma=es")
    answer = client.get(urljoin(path, linked(client.post(path).text)), follow_redirects=True)
    return answer.status_code in (200, 404) and '<html lang="en">' in answer.text
