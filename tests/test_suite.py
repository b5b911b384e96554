"""The suite itself: what would make it slow or blind without a test failing."""

from __future__ import annotations

import os

import pytest


@pytest.mark.xdist_group("kept together")
def test_tests_of_one_group_stay_in_one_process(request: pytest.FixtureRequest) -> None:
    """pytest-xdist writes the group into the name; where it no longer can, a city or a server is raised once for each process."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("the suite runs in one process")
    assert request.node.nodeid.endswith("@kept together")
