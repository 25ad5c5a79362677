"""A receiver of delivery receipts that keeps what it was told and answers as a test wants it to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Receiver:
    """`answers` are given one after another, the last one for ever; None is silence."""

    url: str = ""
    answers: list[int | None] = field(default_factory=lambda: [204])
    receipts: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    _came: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def until(self, count: int) -> list[dict[str, Any]]:
        async with asyncio.timeout(20), self._came:
            await self._came.wait_for(lambda: len(self.receipts) >= count)
        return self.receipts

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode().split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
                body = await reader.readexactly(int(headers["content-length"]))
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                async with self._came:
                    self.receipts.append(json.loads(body))
                    self.headers.append(headers)
                    self._came.notify_all()
                if answer is None:
                    return
                writer.write(f"HTTP/1.1 {answer} -\r\nContent-Length: 0\r\n\r\n".encode())
        except asyncio.IncompleteReadError:
            return
        finally:
            writer.close()


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/receipts"
    try:
        yield receiver
    finally:
        server.close()
