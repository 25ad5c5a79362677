"""What the people of the journeys type. None of it may ever stand in a log."""

from __future__ import annotations

from typing import Final

QUESTION: Final = "how long do you keep my son's SEN records"
QUESTION_IN_BETWEEN: Final = "do you share this with the police?"
WORRY: Final = "im realy worrid about the kids nextdoor, allways hungry"
ABOUT: Final = "the Example family at 12 Mill Lane"
NAME: Final = "Robin Sampel"
CORRECTED_NAME: Final = "Robyn Sample"
CONTACT: Final = "07700 900123"
MOBILE: Final = "+447700900123"
DANGER: Final = "he is hitting her right now"
MARKUP: Final = "<script>alert('caught')</script><b>Bold</b> & <img src=x onerror=alert(2)>"
RIGHT_TO_LEFT: Final = "عائلة المثال في شارع الطاحونة"
NOTE: Final = "Rang the primary school, they will ring back before noon."
WHY: Final = "Visited with the health visitor and agreed a plan of help."

NEVER_IN_A_LOG: Final = (
    "SEN records",
    "worrid",
    "nextdoor",
    "Mill Lane",
    "Example family",
    "Sampel",
    "Robyn",
    "900123",
    "hitting her",
    "alert(",
    "onerror",
    "المثال",
    "primary school",
    "health visitor",
    "lantern gravel",
    "alex@example.com",
    "sam@example.com",
)
