"""What the tasks ask, by the first words of each question in the order in which it comes."""

from __future__ import annotations

from typing import Final

SKIP: Final = "Skip this question"
SEND: Final = "Send to our team"
SEND_WHAT_THERE_IS: Final = "Check and send what I have"
STOP: Final = "Stop and send nothing"
SAVE: Final = "Save and finish later"

WORRY: Final = "What are you worried about?"
HAPPENED: Final = "What happened, and when?"
CHILDREN: Final = "Which children is it about?"
ABOUT: Final = "Where do they live?"
ABOUT_AGAIN: Final = "Is there anything at all that could help us find them?"
HOUSEHOLD: Final = "Who else lives there"
FAMILY_AWARE: Final = "Does the family know that you are telling us?"
WRITER: Final = "Are you telling us as part of your work"
JOB_ROLE: Final = "What is your job?"
ORGANISATION: Final = "Which school, service or organisation"
FACTORS: Final = "Which of these play a part?"
CASE_NUMBER: Final = "Do you have a case number"
NAME: Final = "What is your name?"
RELATIONSHIP: Final = "How do you know the child or the family?"
CONTACT: Final = "How can we reach you safely?"
SAFE_CONTACT: Final = "Is it safe if we ring you"
CHECK: Final = "Please check your answers."
CHANGE: Final = "Which answer would you like to change?"

CALLBACK_PHONE: Final = "Which number is safe to ring?"
CALLBACK_SLOT: Final = "When shall we ring?"
CALLBACK_TOPIC: Final = "What is it about?"
CALLBACK_NAME: Final = "Who shall we ask for?"
CALLBACK_MESSAGE: Final = "If you do not answer, may we leave a message"

RIGHTS_NAME: Final = "What is your full name?"
RIGHTS_IDENTITY: Final = "What is your date of birth, and your address?"
RIGHTS_REPLY_BY: Final = "How shall we answer?"
RIGHTS_CONTACT: Final = "Which e-mail address or phone number"
RIGHTS_SAFE_CONTACT: Final = SAFE_CONTACT

STATUS_REFERENCE: Final = "What is your reference?"
STATUS_PROOF: Final = "which phone number, e-mail address or postcode"

DRAFT_CONTACT: Final = "Which mobile number or e-mail address that only you use"
DRAFT_REFERENCE: Final = "What is the reference?"
DRAFT_CODE: Final = "Please type the six digits."
