"""What a coordinator does in a browser, done over HTTP: sign in, read the decision, confirm the delivery."""

import re
from dataclasses import dataclass, field
from html import unescape

import requests

from shared.errors import NotReady

_FIELD = re.compile(r'<input[^>]*\bname="([^"]+)"[^>]*>')
_VALUE = re.compile(r'\bvalue="([^"]*)"')
_TICKS = ("sin_acta", "sin_serie")
"""That no acta was signed, or a serial cannot be read: not so here."""
_SHIPPED = re.compile(r'<b>(\d+)</b></td>\s*<td[^>]*><input[^>]*\bname="a-([^"]+)"')


@dataclass(slots=True)
class Browser:
    """A person at one node's pages."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def open(self, path: str) -> str:
        """Return a page's HTML."""
        return self._page(self.session.get(f"{self.url}{path}", timeout=30))

    def send(self, path: str, fields: dict[str, str]) -> str:
        """Post a form and return the page that follows."""
        return self._page(self.session.post(f"{self.url}{path}", data=fields, timeout=60))

    def sign_in(self, login: str, passphrase: str) -> str:
        """Sign in and return the first page."""
        form = inputs(self.open("/entrar"))
        return self.send("/entrar", {**form, "cuenta": login, "clave": passphrase})

    def _page(self, answer: requests.Response) -> str:
        if answer.status_code >= 400:
            raise NotReady("La página %(url)s respondió %(status)s.", url=answer.url, status=answer.status_code)
        return answer.text


def inputs(page: str) -> dict[str, str]:
    """
    Return the fields of a page's forms with the values they have now.

    >>> inputs('<input type="hidden" name="csrf" value="a&amp;b"><input name="pecosa">')
    {'csrf': 'a&b', 'pecosa': ''}
    """
    found = {}
    for match in _FIELD.finditer(page):
        value = _VALUE.search(match[0])
        found[unescape(match[1])] = unescape(value[1]) if value else ""
    return found


def delivery_form(page: str, pecosa: str, deliverer: str) -> dict[str, str]:
    """Fill the form of a proof of delivery: everything accepted, but for one unit of the first line."""
    form = {name: value for name, value in inputs(page).items() if name not in _TICKS}
    for number, (shipped, resource) in enumerate(_SHIPPED.findall(page)):
        form[f"a-{resource}"] = str(int(shipped) - (number == 0))
        form[f"x-{resource}"] = str(int(number == 0))
        form[f"m-{resource}"] = "golpeado" if number == 0 else ""
    told = {"acta": f"{pecosa}-DEMO", "guardado": "seco_con_llave"}
    return form | told | {"pecosa": pecosa, "entrega": deliverer}
