from collections.abc import Iterator

import pytest

from tests.launch.running import Server, open_folder


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with open_folder() as folder:
        running = Server(folder / "var")
        try:
            running.wait_healthy()
            yield running
        finally:
            running.stop()
            running.kill_everything()
