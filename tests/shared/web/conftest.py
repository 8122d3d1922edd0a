"""A small application with two accounts, and a browser before it."""

import pytest
from flask.testing import FlaskClient

from shared import web
from tests.shared.web.building import KeptAccounts, SteppedClock, accounts_with, app_on


@pytest.fixture(scope="module")
def kept() -> KeptAccounts:
    """Accounts that the tests of a module share: drawing a secret takes its time."""
    return accounts_with(ana=web.Role.OPERATOR, luz=web.Role.ANALYST)


@pytest.fixture
def client(kept: KeptAccounts) -> FlaskClient:
    """A browser nobody has signed in with."""
    return app_on(kept, SteppedClock()).test_client()
