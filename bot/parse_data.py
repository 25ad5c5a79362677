"""Parse data as Rasa's own pipeline would leave it."""

from typing import Any

from bot.nlu.response_selection import response_selector

ParseData = dict[str, Any]

ASK = "ask"


def parse_data(
    text: str, name: str, confidence: float, entities: list[Any] | None = None
) -> ParseData:
    """For an intent, or for `ask/<topic>`."""
    parsed: ParseData = {
        "text": text,
        "intent": {"name": name, "confidence": confidence},
        "entities": entities or [],
    }
    if name.startswith(f"{ASK}/"):
        parsed["intent"] = {
            "name": ASK,
            "confidence": confidence,
            "full_retrieval_intent_name": name,
        }
        parsed["response_selector"] = response_selector(name, confidence)
    return parsed


def topic_of(parsed: ParseData) -> str | None:
    """The topic of a question that is answered, else None."""
    if parsed["intent"]["name"] != ASK:
        return None
    return str(parsed["response_selector"][ASK]["response"]["intent_response_key"].split("/")[1])
