"""Drafts are kept through the same service API as enquiries."""

from tests.logger.enquiries.conftest import clock, conversation, house, post, service

__all__ = ["clock", "conversation", "house", "post", "service"]
