from collections.abc import Iterator

import pytest

from tests.launch.running import Server, open_folder


@pytest.fixture(scope="package")
def server() -> Iterator[Server]:
    """One real server for all tests that need one; whoever kills it has it running again at the end."""
    with open_folder() as folder:
        running = Server(folder / "var")
        try:
            running.wait_healthy()
            yield running
        finally:
            running.stop()
            running.kill_everything()
