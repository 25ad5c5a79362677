"""Rasa's notation for "this retrieval intent, answered by this response"."""

from typing import Any


def response_selector(key: str, confidence: float) -> dict[str, Any]:
    """What Rasa's retrieval action reads to find `utter_ask/<topic>`."""
    intent = key.split("/")[0]
    response = {
        "intent_response_key": key,
        "utter_action": f"utter_{key}",
        "confidence": confidence,
        "responses": [],
    }
    ranking = [{"intent_response_key": key, "confidence": confidence}]
    return {"all_retrieval_intents": [intent], intent: {"response": response, "ranking": ranking}}
