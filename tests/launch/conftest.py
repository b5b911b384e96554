from collections.abc import Iterator

import pytest

from tests.launch.running import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("数据 folder") / "var")
    try:
        running.wait_healthy()
        yield running
    finally:
        running.stop()
        running.kill_everything()
