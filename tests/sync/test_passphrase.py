"""Keys under a phrase: only that phrase opens them, and nothing of them shows."""

import pytest

from shared.errors import BadInput
from sync.passphrase import opened_with, sealed_with

PHRASE = "cuatro llamas cruzan"


def test_only_the_phrase_opens_what_it_sealed() -> None:
    sealed = sealed_with(PHRASE)(b"the keys")

    assert b"the keys" not in sealed
    assert opened_with(PHRASE, sealed) == b"the keys"
    with pytest.raises(BadInput, match="no abre"):
        opened_with("otra frase cualquiera", sealed)


def test_the_same_keys_under_the_same_phrase_never_look_alike() -> None:
    assert sealed_with(PHRASE)(b"the keys") != sealed_with(PHRASE)(b"the keys")


@pytest.mark.parametrize("at", [0, 20, -1])
def test_sealed_keys_that_were_damaged_are_refused(at: int) -> None:
    sealed = bytearray(sealed_with(PHRASE)(b"the keys"))
    sealed[at] ^= 1

    with pytest.raises(BadInput):
        opened_with(PHRASE, bytes(sealed))


@pytest.mark.parametrize("kept", [0, 10, 30])
def test_sealed_keys_that_were_cut_are_refused(kept: int) -> None:
    with pytest.raises(BadInput):
        opened_with(PHRASE, sealed_with(PHRASE)(b"the keys")[:kept])
