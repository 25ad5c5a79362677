"""The user PostgreSQL runs as: it refuses to run as root."""

import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from launch.refusal import CannotStart

_CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class UnprivilegedUser:
    name: str
    uid: int
    gid: int

    def prefix(self) -> list[str]:
        """The beginning of a command that drops every right and then runs the rest as this user."""
        return [
            _setpriv(),
            f"--reuid={self.uid}",
            f"--regid={self.gid}",
            "--clear-groups",
            "--inh-caps=-all",
            "--no-new-privs",
        ]

    def can_reach(self, path: Path) -> bool:
        """Whether this user may walk through every folder above `path` and into it."""
        folders = [path, *path.parents]
        return all(self._may_enter(folder) for folder in folders if folder.exists())

    def own(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)

    def _may_enter(self, path: Path) -> bool:
        status = path.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & 0o100)
        if status.st_gid == self.gid:
            return bool(status.st_mode & 0o010)
        return bool(status.st_mode & 0o001)


def database_user() -> UnprivilegedUser | None:
    """The user to become when we are root; None when we are an ordinary user already."""
    if os.geteuid() != 0:
        return None
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return UnprivilegedUser(name, entry.pw_uid, entry.pw_gid)
    raise CannotStart(
        "PostgreSQL will not run as root and this machine has no user called postgres or nobody: "
        "make one (useradd --system postgres), or run Front Door as an ordinary user."
    )


def _setpriv() -> str:
    found = shutil.which("setpriv")
    if found is None:
        raise CannotStart(
            "PostgreSQL will not run as root and setpriv is missing: install util-linux, "
            "or run Front Door as an ordinary user."
        )
    return found
