"""What a hub signed of a copy is believed, and nothing else."""

import pytest

from hub.copy_signature import check_signed, signed
from shared.errors import Untrusted
from sync.keys import HubKeys

KEYS, OTHERS = HubKeys.generate(bytes(32)), HubKeys.generate(bytes(32))
SAID = b'{"format":2}'


def test_what_the_hub_signed_is_its_own() -> None:
    check_signed(SAID, signed(SAID, KEYS), KEYS.public.fingerprint())


@pytest.mark.parametrize(
    ("said", "signature"),
    [(SAID + b" ", signed(SAID, KEYS)), (SAID, signed(SAID, OTHERS)), (SAID, b""), (SAID, signed(SAID, KEYS)[:-1])],
)
def test_another_document_another_hub_or_no_signature_is_refused(said: bytes, signature: bytes) -> None:
    with pytest.raises(Untrusted):
        check_signed(said, signature, KEYS.public.fingerprint())


def test_the_signature_of_one_under_the_key_of_another_is_refused() -> None:
    mixed = signed(SAID, OTHERS).replace(OTHERS.public.verify, KEYS.public.verify)
    mixed = mixed.replace(OTHERS.public.box, KEYS.public.box)

    with pytest.raises(Untrusted):
        check_signed(SAID, mixed, KEYS.public.fingerprint())
