"""A migrated PostgreSQL for the tests of the bot; run by the other Python, which can start one.

Prints one line of JSON with two addresses, and ends when its standard input is closed.
"""

import asyncio
import json
import socket
import sys
import tempfile
from pathlib import Path

from sqlalchemy.engine import make_url

from launch.database import PrivatePostgres
from logger.migrate import DatabaseUrls, migrate


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="front-door-bot-tests-") as folder:
        server = PrivatePostgres(Path(folder) / "data", _free_port(), "owner-of-a-test")
        server.initialise()
        server.start()
        try:
            tracker = server.url("tracker", "tracker-of-a-test")
            service = server.url("service", "service-of-a-test")
            owner = server.owner_url
            asyncio.run(migrate(DatabaseUrls(*map(make_url, (owner, service, tracker)))))
            sys.stdout.write(json.dumps({"owner": owner, "tracker": tracker}) + "\n")
            sys.stdout.flush()
            sys.stdin.read()
        finally:
            server.destroy()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


if __name__ == "__main__":
    main()
