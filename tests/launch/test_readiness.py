import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from launch.readiness import NotReadyInTime, answers, unready_parts, wait_for


class Server(HTTPServer):
    status = 200
    body = b""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's name
        pass


@pytest.fixture
def server(socket_enabled: None) -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def url_of(server: Server) -> str:
    return f"http://127.0.0.1:{server.server_port}/health/ready"


def test_a_server_that_answers_200_works(server: Server) -> None:
    assert answers(url_of(server))


def test_a_server_that_answers_503_or_not_at_all_does_not_work(server: Server) -> None:
    server.status = 503

    assert not answers(url_of(server))
    assert not answers("http://127.0.0.1:1/")


def test_the_parts_that_are_not_ready_are_named(server: Server) -> None:
    server.status = 503
    server.body = json.dumps(
        {"ready": False, "checks": {"database": "ok", "bot": "silent"}}
    ).encode()

    assert unready_parts(url_of(server)) == ["bot (silent)"]


def test_waiting_hears_of_each_part_and_names_what_never_came() -> None:
    heard: list[str] = []

    with pytest.raises(NotReadyInTime, match=r"^Not ready after 0 s: bot\.$"):
        wait_for(
            {"web": lambda: True, "bot": lambda: False},
            timeout=0.1,
            on_each=lambda name, _seconds: heard.append(name),
        )

    assert heard == ["web"]
