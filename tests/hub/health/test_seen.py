"""What somebody looked into is told again only when it changes; what goes with its cause cannot be put away."""

from collections.abc import Iterator

import pytest

from hub.health.alarm import Alarm
from hub.health.seen import see, unseen
from shared.errors import BadInput
from shared.sentences import Sentence
from tests.hub.builders import Office

pytestmark = pytest.mark.databases


def loss(mark: str = "1") -> Alarm:
    return Alarm("loss", Sentence("Se perdió algo. Pregunte."), "074294", mark=mark)


def both(mark: str = "1") -> Iterator[Alarm]:
    yield loss(mark)
    yield Alarm("disk", Sentence("Falta espacio. Libere."))


def kinds(office: Office, mark: str = "1") -> list[str]:
    return [one.kind for one in unseen(office.store, both(mark))]


def test_what_was_looked_into_is_gone_until_it_changes(office: Office) -> None:
    assert kinds(office) == ["loss", "disk"]
    see(office.store, both(), "loss", "074294")

    assert kinds(office) == ["disk"]
    assert kinds(office, "2") == ["loss", "disk"]


@pytest.mark.parametrize(("kind", "subject"), [("disk", ""), ("loss", "074295"), ("nothing", "")])
def test_what_goes_with_its_cause_or_is_not_there_cannot_be_put_away(office: Office, kind: str, subject: str) -> None:
    with pytest.raises(BadInput, match="No se cambió nada"):
        see(office.store, both(), kind, subject)

    assert kinds(office) == ["loss", "disk"]
