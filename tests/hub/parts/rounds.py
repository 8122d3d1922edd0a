"""The sheet of a USB round."""

from collections.abc import Sequence

from hub.store import Store
from tests.hub.parts import Part


def examples(_store: Store) -> Sequence[str]:
    return ["/escuelas/ronda", "/escuelas/ronda?ugel=nobody", "/?faltan=si"]


PART = Part(who_may={"console.usb_round": "OAN"}, examples=examples)
