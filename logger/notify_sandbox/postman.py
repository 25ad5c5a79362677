"""Posting a receipt, with the library Notify itself uses for it, in threads since it blocks."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import requests

from logger.notify_sandbox.seed import Receipts

AT_ONCE: Final = 20


@dataclass(frozen=True)
class Posted:
    """What one try came to: `again` when Notify would try once more."""

    answer: str
    outcome: str
    again: bool = False


class Postman:
    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, "postman")
        self._own = threading.local()
        self._sessions: list[requests.Session] = []

    async def post(self, wish: Receipts, body: str, token: str) -> Posted:
        """Only silence, 429 and trouble at the other end are tried again; 400 and 404 are not."""
        loop = asyncio.get_running_loop()
        try:
            status = await loop.run_in_executor(self._threads, self._post, wish, body, token)
        except requests.RequestException as problem:
            return Posted(type(problem).__name__, "given-up", again=True)
        if status == 429 or status >= 500:
            return Posted(str(status), "given-up", again=True)
        return Posted(str(status), "refused" if status >= 400 else "received")

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown, wait=True, cancel_futures=True)
        for session in self._sessions:
            session.close()

    def _post(self, wish: Receipts, body: str, token: str) -> int:
        answer = self._session().post(
            wish.url,
            data=body.encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            timeout=wish.timeout.total_seconds(),
        )
        return answer.status_code

    def _session(self) -> requests.Session:
        """One for each thread: they are not made to be shared."""
        session: requests.Session | None = getattr(self._own, "session", None)
        if session is None:
            session = self._own.session = requests.Session()
            session.trust_env = False  # no proxy: receipts stay on this machine
            self._sessions.append(session)
        return session
