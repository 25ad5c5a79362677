"""The page that "Exit this page" opens; the tests do not leave this machine."""

from __future__ import annotations

from playwright.sync_api import Page

from logger.pages import LEAVE_TO


def stand_in_for_the_weather(page: Page) -> None:
    page.context.route(
        f"{LEAVE_TO}**",
        lambda route: route.fulfill(
            content_type="text/html",
            body="<!DOCTYPE html><html lang='en'><title>Weather</title><p>Rain later",
        ),
    )
