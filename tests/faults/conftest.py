"""Somebody who tells us of a worry while the system loses a part."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from launch.stack import Stack
from tests.enquirer import Enquirer
from tests.records import Records


@pytest.fixture
def enquirer(stack: Stack) -> Iterator[Enquirer]:
    with Enquirer(stack.url) as enquirer:
        yield enquirer


@pytest.fixture
def records(stack: Stack) -> Records:
    return Records(stack)


@pytest.fixture(autouse=True)
def _everything_works_again(stack: Stack) -> Iterator[None]:
    """Each test begins and ends with a system that is whole."""
    stack.wait_until_ready()
    yield
    stack.wait_until_ready()
