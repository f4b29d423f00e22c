"""What is measured in seconds is asked of a server that has begun to answer."""

import pytest

from explorer.ui.assets import address
from tests.ui.wire import fetch


@pytest.fixture(scope="session")
def awake(server: str) -> str:
    """The address of the server, when its worker has answered once."""
    assert fetch(f"{server}{address('facts')}")[0] == 200
    return server
