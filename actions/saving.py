"""A draft that is kept with the logger, to be opened elsewhere."""

from rasa_sdk import Tracker

from actions.draft import Draft
from actions.enquiry_client import EnquiryClient
from actions.turn import origin_of
from actions.wording import Wording


async def save(
    draft: Draft, contact: str, tracker: Tracker, wording: Wording, enquiries: EnquiryClient
) -> None:
    """Keep the draft with the logger and say how to come back to it."""
    saved = await enquiries.save_draft(draft.topic, draft.as_slot(), contact, origin_of(tracker))
    wording.say_saved(saved)
