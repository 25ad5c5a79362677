"""What operators can watch at /metrics: counts and durations, never a person's words or ids."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

_SECONDS: Final = (0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 10)

MESSAGES: Final = Counter("front_door_messages", "Messages answered, by how", ["outcome"])
MESSAGE_SECONDS: Final = Histogram(
    "front_door_message_seconds", "From a message to its stored answer", buckets=_SECONDS
)
BOT_FAILURES: Final = Counter("front_door_bot_failures", "Calls the assistant failed", ["code"])
GATE_FIRED: Final = Counter("front_door_gate_fired", "Messages the safety gate fired on", ["label"])
GATE_FAILURES: Final = Counter(
    "front_door_gate_failures", "Messages the safety gate could not read"
)
ENQUIRIES: Final = Counter("front_door_enquiries", "Enquiries logged", ["kind"])
OUTBOX_WAITING: Final = Gauge("front_door_outbox_waiting", "Notifications not yet settled")
HANDOFFS_WAITING: Final = Gauge("front_door_handoffs_waiting", "Handoffs nobody holds")
STAFF_ADDRESSES_FAILING: Final = Gauge(
    "front_door_staff_addresses_failing", "Addresses and numbers of staff that nothing reaches"
)
DISPATCHERS: Final = Gauge("front_door_dispatchers", "Dispatchers that live")
