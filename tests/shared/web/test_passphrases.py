"""What is kept of a secret tells nobody the secret, and what may not be one is refused."""

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError

from shared.errors import BadInput
from shared.web import passphrases


def test_a_secret_is_kept_as_a_hash_of_its_own_each_time() -> None:
    kept = [passphrases.hash_secret("cuatro palabras de puna") for _ in range(2)]

    assert len(set(kept)) == 2
    assert all(passphrases.matches(one, "cuatro palabras de puna") for one in kept)
    assert not passphrases.matches(kept[0], "cuatro palabras de punA")
    assert not passphrases.matches("no hash at all", "")


def test_a_short_passphrase_is_refused_with_how_long_it_must_be() -> None:
    with pytest.raises(BadInput, match="10 caracteres"):
        passphrases.check_passphrase("nueve let")

    assert passphrases.check_passphrase("diez letra") == "diez letra"


def test_what_is_kept_of_nobody_is_checked_like_any_other_and_never_matches() -> None:
    of_somebody, of_nobody = passphrases.hash_secret("x"), [passphrases.kept_of_nobody() for _ in range(2)]

    assert len(set(of_nobody)) == 2
    assert extract_parameters(of_nobody[0]) == extract_parameters(of_somebody)
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(of_nobody[0], "x")
