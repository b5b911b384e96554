"""Anything may be killed at any time; the server looks after itself and loses nothing."""

import signal

import psutil
import pytest

from tests.launch.running import Server, is_alive, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("launch")]

CHILDREN = {"web": ["wsgi"], "live": ["asgi"], "worker": ["anlan worker"]}


@pytest.mark.parametrize("name", CHILDREN)
def test_a_killed_child_is_noticed_and_started_again(server: Server, name: str) -> None:
    old = server.child(*CHILDREN[name])
    below = old.children(recursive=True)
    old.kill()
    wait_for("a new one", lambda: server.child(*CHILDREN[name]).pid != old.pid)
    server.wait_healthy()
    assert f"{name} was killed by signal 9" in server.console()
    wait_for("nothing left of the old one", lambda: not any(is_alive(p) for p in below))


def test_a_killed_process_of_the_web_server_is_replaced(server: Server) -> None:
    web = server.child("wsgi")
    old = [p for p in web.children() if "resource_tracker" not in " ".join(p.cmdline())]
    old[0].kill()
    wait_for("as many as before", lambda: len(web.children()) >= len(old) and not is_alive(old[0]))
    server.wait_healthy()


def test_a_killed_database_is_back_by_itself(server: Server) -> None:
    old = server.postmaster()
    old.kill()
    wait_for("another one", lambda: server.postmaster().pid != old.pid)
    server.wait_healthy()
    wait_for("a word about it", lambda: "database is back" in server.console())


def test_a_killed_keeper_takes_the_database_down_properly_and_both_come_back(server: Server) -> None:
    keeper, old = server.keeper(), server.postmaster()
    keeper.kill()
    wait_for("the old one to stop", lambda: not is_alive(old))
    wait_for("another one", lambda: server.postmaster().pid != old.pid)
    server.wait_healthy()


def test_a_second_server_on_the_same_data_or_port_says_so_in_one_sentence(server: Server) -> None:
    for more, words in (({"PORT": "1"}, "already running"), ({"ANLAN_VAR": str(server.var / "b"), "PORT": str(server.port)}, "is taken")):
        second = Server.__new__(Server)
        second.var, second.output = server.var, server.var / f"second-{words}.txt"
        second.environment = server.environment | more
        second.start()
        assert second.process.wait(60) == 1
        assert words in second.console()
        assert len(second.console().strip().splitlines()) == 1
    assert server.health() == 200


def test_after_kill_of_everything_the_next_start_recovers(server: Server) -> None:
    server.kill_everything()
    server.start()
    server.wait_healthy()


def test_after_kill_of_the_supervisor_nothing_is_left_for_long(server: Server) -> None:
    server.process.kill()
    server.process.wait()
    wait_for("all children to end", lambda: not server.mine())
    server.start()
    server.wait_healthy()


def test_a_web_server_that_outlived_its_supervisor_is_ended_by_the_next_start(server: Server) -> None:
    web = server.child("wsgi")
    workers = web.children()
    for process in (web, psutil.Process(server.process.pid)):  # the web server's own children are left without parents
        process.kill()
    server.process.wait()
    server.start()
    wait_for("the old ones to end", lambda: not any(is_alive(p) for p in workers))
    server.wait_healthy()


def test_a_clean_stop_leaves_no_process_and_a_port_to_use_again(server: Server) -> None:
    assert server.stop(signal.SIGTERM) == 0
    assert not server.mine()
    assert server.console().rstrip().endswith("stopped")
    server.start()
    server.wait_healthy()
