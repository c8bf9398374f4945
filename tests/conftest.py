"""What every test may use."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="record what the transcripts now get, to be reviewed")


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Whether to record instead of compare."""
    return bool(request.config.getoption("--rewrite"))
