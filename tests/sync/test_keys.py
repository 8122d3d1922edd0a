"""A signature binds a key, a context and a message; a seal binds a reader."""

import pytest

from shared.allocation import ModelManifest
from shared.errors import BadBundle, BadInput, Untrusted
from sync.keys import (
    HubKeys,
    HubPublic,
    NodeKeys,
    ReleaseKey,
    seal_to,
    seal_to_hub,
    verify,
    verify_pack,
    verify_release,
)
from tests.sync.builders import HUB, NODE

RELEASE = ReleaseKey.from_seed(b"r" * 32)
PUBLIC = HubPublic(bytes(32), bytes(32), RELEASE.public)


def manifest(version: str = "3", size: int = 5) -> ModelManifest:
    signature = RELEASE.sign_release("ab" * 32, 5, "3", b"{}")
    return ModelManifest(version=version, sha256="ab" * 32, size=size, card=b"{}", release_signature=signature)


def test_a_signature_is_checked_by_the_public_key() -> None:
    verify(NODE.verify_key, b"context", b"message", NODE.sign(b"context", b"message"))


@pytest.mark.parametrize(
    ("key", "context", "message"),
    [
        (HUB.public.verify, b"context", b"message"),
        (NODE.verify_key, b"contex", b"tmessage"),
        (NODE.verify_key, b"other", b"message"),
        (NODE.verify_key, b"context", b"massage"),
        (b"short", b"context", b"message"),
    ],
)
def test_another_key_context_or_message_is_untrusted(key: bytes, context: bytes, message: bytes) -> None:
    with pytest.raises(Untrusted):
        verify(key, context, message, NODE.sign(b"context", b"message"))


@pytest.mark.parametrize("signature", [b"", b"x", bytes(64), bytes(65)])
def test_what_is_no_signature_is_untrusted(signature: bytes) -> None:
    with pytest.raises(Untrusted):
        verify(NODE.verify_key, b"context", b"message", signature)


def test_only_the_reader_opens_what_is_sealed_to_it() -> None:
    assert NODE.open_sealed(seal_to(NODE.verify_key, b"for you")) == b"for you"
    assert HUB.open_sealed(seal_to_hub(HUB.public, b"for you")) == b"for you"
    with pytest.raises(BadBundle):
        NodeKeys.generate().open_sealed(seal_to(NODE.verify_key, b"for you"))


@pytest.mark.parametrize("damaged", [b"", b"x" * 10, bytes(100)])
def test_a_damaged_seal_does_not_open(damaged: bytes) -> None:
    with pytest.raises(BadBundle):
        HUB.open_sealed(damaged)


def test_keys_come_back_from_what_is_kept() -> None:
    assert NodeKeys.from_seed(NODE.seed).verify_key == NODE.verify_key
    assert HubKeys.from_bytes(HUB.to_bytes()).public == HUB.public
    assert ReleaseKey.from_seed(RELEASE.seed).public == RELEASE.public


def test_a_damaged_key_file_says_so() -> None:
    with pytest.raises(BadInput):
        NodeKeys.from_seed(b"short")
    with pytest.raises(BadInput):
        HubKeys.from_bytes(b"short")


def test_new_keys_differ() -> None:
    assert NodeKeys.generate().node_id != NodeKeys.generate().node_id
    assert HubKeys.generate(RELEASE.public).hub_id != HubKeys.generate(RELEASE.public).hub_id
    assert ReleaseKey.generate().public != ReleaseKey.generate().public


def test_the_fingerprint_covers_the_release_key_too() -> None:
    other = HubPublic(PUBLIC.verify, PUBLIC.box, bytes(32))

    assert other.fingerprint() != PUBLIC.fingerprint()
    assert other.hub_id != PUBLIC.hub_id


def test_a_release_is_vouched_for_by_the_offline_key() -> None:
    verify_release(PUBLIC, manifest())


@pytest.mark.parametrize("forged", [manifest(version="4"), manifest(size=6)])
def test_a_changed_manifest_is_untrusted(forged: ModelManifest) -> None:
    with pytest.raises(Untrusted):
        verify_release(PUBLIC, forged)


def test_sealing_to_what_is_no_key_is_untrusted() -> None:
    with pytest.raises(Untrusted):
        seal_to(b"\xff" * 32, b"message")


def test_a_release_key_vouches_for_a_pack_in_a_context_of_its_own() -> None:
    signature = RELEASE.sign_pack(b"manifest")
    verify_pack(PUBLIC, b"manifest", signature)

    for public, told, by in (
        (HUB.public, b"manifest", signature),
        (PUBLIC, b"Manifest", signature),
        (PUBLIC, b"manifest", RELEASE.sign_release("ab" * 32, 5, "3", b"{}")),
    ):
        with pytest.raises(Untrusted, match="paquete"):
            verify_pack(public, told, by)
