"""What the actions share; rasa-sdk builds them without arguments."""

from functools import cache

from actions.enquiry_client import EnquiryClient
from actions.settings import Settings


@cache
def settings() -> Settings:
    return Settings.from_env()


@cache
def enquiry_client() -> EnquiryClient:
    return EnquiryClient(settings().service_url, settings().service_token)
