import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from launch.database import OWNER, DatabaseDidNotStart, PrivatePostgres
from launch.ports import free_ports
from launch.unprivileged_user import UnprivilegedUser

PASSWORD = "a word with / @ : % signs"


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A folder with a database that was made once; each test starts and stops its own server."""
    folder = Path(tempfile.mkdtemp(prefix="front-door-test-"))
    folder.chmod(0o711)
    PrivatePostgres(folder / "database", 0, PASSWORD).initialise()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def database(made: Path, socket_enabled: None) -> Iterator[PrivatePostgres]:
    database = PrivatePostgres(made / "database", free_ports(1)[0], PASSWORD)
    database.start()
    yield database
    database.stop()


async def test_it_is_a_real_postgresql_that_waits_for_the_disk(database: PrivatePostgres) -> None:
    connection = await asyncpg.connect(database.owner_url)

    settings = {
        name: await connection.fetchval("SELECT current_setting($1)", name)
        for name in ("server_version_num", "fsync", "synchronous_commit", "full_page_writes")
    }
    await connection.close()

    assert int(settings.pop("server_version_num")) >= 180000
    assert set(settings.values()) == {"on"}


async def test_it_lets_nobody_in_without_the_password(database: PrivatePostgres) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(database.url(OWNER, "guess"))


def test_it_does_not_run_as_root(database: PrivatePostgres) -> None:
    owner = database.folder.stat()

    assert owner.st_uid != 0
    assert stat.S_IMODE(owner.st_mode) == 0o700
    assert Path(f"/proc/{database.pid}").stat().st_uid == owner.st_uid


async def test_what_was_committed_is_there_after_a_kill(database: PrivatePostgres) -> None:
    connection = await asyncpg.connect(database.owner_url)
    await connection.execute("CREATE TABLE kept AS SELECT 1 AS number")

    database.kill()
    assert not database.is_ready()
    database.start()

    connection = await asyncpg.connect(database.owner_url)
    assert await connection.fetchval("SELECT number FROM kept") == 1
    await connection.close()


async def test_stopping_does_not_wait_for_those_who_are_connected(
    database: PrivatePostgres,
) -> None:
    connection = await asyncpg.connect(database.owner_url)

    database.stop()

    assert database.pid is None
    assert not database.is_ready()
    connection.terminate()


def test_making_it_twice_changes_nothing(database: PrivatePostgres) -> None:
    made_at = (database.folder / "PG_VERSION").stat().st_mtime_ns

    database.initialise()

    assert (database.folder / "PG_VERSION").stat().st_mtime_ns == made_at


def test_a_half_made_one_is_made_again(var: Path, socket_enabled: None) -> None:
    half_made = var / "database.half-made"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18")
    database = PrivatePostgres(var / "database", free_ports(1)[0], PASSWORD)

    database.initialise()
    database.start()

    assert database.is_ready()
    database.destroy()


def test_a_server_that_cannot_start_says_why(database: PrivatePostgres, var: Path) -> None:
    second = PrivatePostgres(var / "second", database.port, PASSWORD)
    second.initialise()

    with pytest.raises(DatabaseDidNotStart, match="Address already in use"):
        second.start()

    second.destroy()


def test_the_password_is_not_left_in_any_file(database: PrivatePostgres, made: Path) -> None:
    files = [path for path in made.rglob("*") if path.is_file()]

    assert files
    assert not any(PASSWORD.encode() in path.read_bytes() for path in files)


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user reaches its own folders")
def test_data_that_the_user_could_not_reach_are_sheltered_and_the_parent_stays_closed(
    tmp_path: Path, socket_enabled: None
) -> None:
    tmp_path.chmod(0o700)
    database = PrivatePostgres(tmp_path / "database", free_ports(1)[0], PASSWORD)

    database.initialise()
    database.start()

    assert database.is_ready()
    assert database.folder.parent.parent == Path("/var/lib")
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    database.destroy()
    assert not database.folder.exists()


def test_a_closed_folder_anywhere_above_is_noticed(tmp_path: Path) -> None:
    deep = tmp_path / "closed" / "open"
    deep.mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    stranger = UnprivilegedUser("stranger", uid=54321, gid=54321)

    assert not stranger.can_reach(deep)


def test_it_ends_with_whoever_started_it(var: Path, socket_enabled: None) -> None:
    code = f"""
import os
from pathlib import Path
from launch.database import PrivatePostgres
database = PrivatePostgres(Path({str(var)!r}) / "database", {free_ports(1)[0]}, "word")
database.initialise()
database.start()
print(database.pid, flush=True)
os._exit(0)
"""
    starter = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    status = Path(f"/proc/{starter.stdout.strip()}/status")
    for _ in range(100):
        if not status.exists():
            break
        time.sleep(0.1)
    assert not status.exists()
