"""What the people of the journeys type. None of it may ever stand in a log."""

from __future__ import annotations

from typing import Final

QUESTION: Final = "how long do you keep my son's SEN records"
QUESTION_IN_BETWEEN: Final = "do you share this with the police?"
WORRY: Final = "im realy worrid about the kids nextdoor, allways hungry"
HAPPENED: Final = "i saw them beg for food outside on sunday"
NOT_AWARE_REASON: Final = "the dad shouts a lot, he would be angry with the kids"
ABOUT: Final = "the Example family at 12 Mill Lane"
NAME: Final = "Robin Sampel"
CORRECTED_NAME: Final = "Robyn Sample"
CONTACT: Final = "07700 900123"
MOBILE: Final = "+447700900123"
TEACHERS_CONTACT: Final = "07700 900456"
TOPIC: Final = "what help we can have with my sons temper"
IDENTITY: Final = "3 April 1984, 5 Test Row CH65 0BA"
OTHER_MOBILE: Final = "07700 900321"
DANGER: Final = "he is hitting her right now"
DANGER_FOR_A_NAME: Final = "he is breaking the door down"
IN_ONE_BREATH: Final = (
    "I am a teacher at St Mary's, my name is Jo Sample, 07700 900456, I am worried about the kids"
    " at 12 Mill Lane, they come to school hungry"
)
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
    "900456",
    "hitting her",
    "beg for food",
    "sons temper",
    "5 Test Row",
    "900321",
    "door down",
    "Jo Sample",
    "alert(",
    "onerror",
    "المثال",
    "primary school",
    "health visitor",
    "lantern gravel",
    "alex@example.com",
    "sam@example.com",
)
