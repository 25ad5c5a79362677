"""What a person at the terminal sees while they wait."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(sentence: str) -> None:
    print(sentence, flush=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done, with running seconds on a terminal, and how long it took."""
    began = time.monotonic()
    ended = threading.Event()
    ticker = threading.Thread(target=_tick, args=(what, began, ended), daemon=True)
    if sys.stdout.isatty():
        ticker.start()
    else:
        say(f"{what} ...")
    try:
        yield
    except BaseException:
        _finish(ticker, ended)
        say(f"\r{what}: not finished." if sys.stdout.isatty() else f"{what}: not finished.")
        raise
    _finish(ticker, ended)
    took = f"{time.monotonic() - began:.1f} s"
    say(f"\r{what}: done in {took}.   " if sys.stdout.isatty() else f"{what}: done in {took}.")


def _finish(ticker: threading.Thread, ended: threading.Event) -> None:
    ended.set()
    if ticker.is_alive():
        ticker.join()


def _tick(what: str, began: float, ended: threading.Event) -> None:
    while True:
        print(f"\r{what} ... {time.monotonic() - began:.0f} s ", end="", flush=True)
        if ended.wait(1):
            return
