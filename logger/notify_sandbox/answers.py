"""Notify's answers, field by field. NOTIFY.md section 2.4."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from logger.notify_sandbox import text_message
from logger.notify_sandbox.acceptance import Accepted
from logger.notify_sandbox.delivery import Progress
from logger.notify_sandbox.placeholders import names_in
from logger.notify_sandbox.seed import Service, Template
from logger.notify_sandbox.store import MOMENT, ReceivedText, StoredNotification

_PENCE_PER_PART = 2.27


def accepted(message: Accepted, service: Service, base_url: str) -> dict[str, Any]:
    notification = message.notification
    answer: dict[str, Any] = {
        "id": str(notification.id),
        "reference": notification.reference,
        "uri": f"{base_url}/v2/notifications/{notification.id}",
        "scheduled_for": None,
        "template": {
            "id": str(notification.template_id),
            "version": notification.template_version,
            "uri": f"{base_url}/services/{service.id}/templates/{notification.template_id}",
        },
    }
    if notification.type == "sms":
        answer["content"] = {"body": notification.body, "from_number": service.sms_sender}
        return answer
    answer["content"] = {
        "body": notification.body,
        "from_email": service.email_from,
        "one_click_unsubscribe_url": notification.unsubscribe_url,
        "subject": notification.subject,
    }
    answer["sanitised_content"] = message.sanitised
    return answer


def notification(stored: StoredNotification, progress: Progress, base_url: str) -> dict[str, Any]:
    is_sms = stored.type == "sms"
    template_uri = f"{base_url}/v2/template/{stored.template_id}/version/{stored.template_version}"
    nothing = dict.fromkeys(
        (
            *(f"line_{number}" for number in range(1, 7)),
            "postcode",
            "postage",
            "created_by_name",
            "scheduled_for",
        )
    )
    return {
        **nothing,
        **_cost(stored, progress),
        "id": str(stored.id),
        "reference": stored.reference,
        "email_address": None if is_sms else stored.recipient,
        "phone_number": stored.recipient if is_sms else None,
        "type": stored.type,
        "status": progress.status,
        "template": {
            "id": str(stored.template_id),
            "version": stored.template_version,
            "uri": template_uri,
        },
        "body": stored.body,
        "subject": stored.subject,
        "one_click_unsubscribe_url": stored.unsubscribe_url,
        "created_at": stored.created_at.strftime(MOMENT),
        "sent_at": _moment(progress.sent_at),
        "completed_at": _moment(progress.completed_at),
    }


def template(template: Template) -> dict[str, Any]:
    names = names_in(template.subject, template.body)
    return {
        "id": str(template.id),
        "type": template.type,
        "name": template.name,
        "created_at": template.created_at.strftime(MOMENT),
        "created_by": template.created_by,
        "updated_at": None,
        "version": template.version,
        "body": template.body,
        "subject": template.subject,
        "personalisation": {name: {"required": True} for name in names},
        "postage": None,
        "letter_contact_block": None,
    }


def received_text(received: ReceivedText) -> dict[str, Any]:
    return {
        "id": str(received.id),
        "user_number": received.user_number,
        "notify_number": received.notify_number,
        "service_id": str(received.service_id),
        "content": received.content,
        "created_at": received.created_at.strftime(MOMENT),
    }


def _cost(stored: StoredNotification, progress: Progress) -> dict[str, Any]:
    if stored.type == "email":
        return {"cost_details": {}, "cost_in_pounds": 0.0, "is_cost_data_ready": True}
    if progress.status == "created":
        return {"cost_details": {}, "cost_in_pounds": None, "is_cost_data_ready": False}
    parts = text_message.parts(stored.body)
    return {
        "cost_details": {
            "billable_sms_fragments": parts,
            "international_rate_multiplier": 1.0,
            "sms_rate": _PENCE_PER_PART / 100,
        },
        "cost_in_pounds": round(parts * _PENCE_PER_PART / 100, 4),
        "is_cost_data_ready": True,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime(MOMENT)
