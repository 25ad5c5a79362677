"""Every query over enquiries; seals on the way in, opens on the way out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from logger.encryption.blind_index import BlindIndex
from logger.encryption.keyring import DataKey, KeyRing, Place
from logger.enquiries.models import Enquiry, EnquiryDigest
from logger.enquiries.reference import EnquiryReference
from logger.enquiries.schemas import DETAILS_VERSION, Details, EnquiryKind, stored_details

TABLE = "enquiry"
CHANNEL_OF: Final = {"email_address": "email", "phone_number": "sms"}
_MOST_COMPARED: Final = 20


@dataclass(frozen=True)
class EnquiryView:
    """One enquiry, opened."""

    id: uuid.UUID
    kind: EnquiryKind
    state: str
    reference: EnquiryReference
    details: Details
    logged_at: datetime
    conversation_id: uuid.UUID
    is_anonymous: bool
    acknowledged: str | None = None
    due_on: date | None = None
    linked_to: uuid.UUID | None = None


@dataclass(frozen=True)
class EnquiryLine:
    """What a line of the queue shows of an enquiry."""

    reference: EnquiryReference
    kind: EnquiryKind
    due_on: date | None


class EnquiryRepository:
    def __init__(self, session: AsyncSession, keys: KeyRing, blind_index: BlindIndex) -> None:
        self._session = session
        self._keys = keys
        self._blind_index = blind_index

    async def add(
        self,
        kind: EnquiryKind,
        details: Details,
        *,
        reference: EnquiryReference,
        conversation_id: uuid.UUID,
        idempotency_key: str,
        body_digest: bytes,
        at: datetime,
        due_on: date | None = None,
        linked_to: uuid.UUID | None = None,
    ) -> EnquiryView:
        row = uuid.uuid4()
        key, wrapped = self._keys.new_data_key(Place(TABLE, row, "data_key"))
        enquiry = Enquiry(
            id=row,
            conversation_id=conversation_id,
            kind=kind,
            state="open",
            logged_at=at,
            idempotency_key=idempotency_key,
            body_digest=body_digest,
            reference_digest=self.reference_digest(reference),
            data_key=wrapped,
            reference=key.seal(str(reference), Place(TABLE, row, "reference")),
            details=key.seal(details.model_dump_json(), Place(TABLE, row, "details")),
            details_version=DETAILS_VERSION,
            is_anonymous=details.name is None,
            may_be_messaged=details.may_be_messaged,
            due_on=due_on,
            linked_to=linked_to,
        )
        self._session.add(enquiry)
        await self._session.flush()
        self._add_digests(row, details)
        return self.opened(enquiry)

    async def lock_key(self, key: str) -> None:
        """Let two calls with one key take turns, until the transaction ends."""
        await self._session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0)))
        )

    async def by_idempotency_key(self, idempotency_key: str) -> Enquiry | None:
        found = await self._session.execute(
            select(Enquiry).where(Enquiry.idempotency_key == idempotency_key)
        )
        return found.scalar_one_or_none()

    async def by_reference(self, reference: EnquiryReference) -> EnquiryView | None:
        found = await self._session.execute(
            select(Enquiry).where(Enquiry.reference_digest == self.reference_digest(reference))
        )
        enquiry = found.scalar_one_or_none()
        return None if enquiry is None else self.opened(enquiry)

    async def by_proof(
        self, reference: EnquiryReference, proofs: Mapping[str, str]
    ) -> EnquiryView | None:
        """The enquiry of this reference in which one of the proofs was given, column by column.

        One query finds both or nothing: it takes as long whichever of them is wrong.
        """
        was_given = exists().where(
            EnquiryDigest.enquiry_id == Enquiry.id, or_(*self._matches(proofs))
        )
        found = await self._session.execute(
            select(Enquiry).where(
                Enquiry.reference_digest == self.reference_digest(reference), was_given
            )
        )
        enquiry = found.scalar_one_or_none()
        return None if enquiry is None else self.opened(enquiry)

    async def by_contact(self, column: str, value: str) -> list[EnquiryView]:
        """Enquiries in which this was given: a phone_number (E.164), an email_address, a postcode,
        or a postcode_born_on ("CH65 0BA 2019-04-03"); the latest first.
        """
        found = await self._session.execute(
            select(Enquiry)
            .where(Enquiry.id.in_(self._holding({column: value})))
            .order_by(Enquiry.logged_at.desc())
        )
        return [self.opened(enquiry) for enquiry in found.scalars()]

    async def earlier(
        self, kind: EnquiryKind, details: Details, conversation_id: uuid.UUID, *, since: datetime
    ) -> list[EnquiryView]:
        """Enquiries of this kind from the same conversation or the same contact, oldest first."""
        contacts = {"phone_number": details.phone_number, "email_address": details.email_address}
        given = {column: value for column, value in contacts.items() if value}
        is_theirs = Enquiry.conversation_id == conversation_id
        if given:
            is_theirs |= Enquiry.id.in_(self._holding(given))
        found = await self._session.execute(
            select(Enquiry)
            .where(Enquiry.kind == kind, Enquiry.logged_at >= since, is_theirs)
            .order_by(Enquiry.logged_at, Enquiry.id)
            .limit(_MOST_COMPARED)
        )
        return [self.opened(enquiry) for enquiry in found.scalars()]

    async def acknowledgements(self, column: str, value: str, *, since: datetime) -> int:
        """How many were queued to this phone number or e-mail address."""
        found = await self._session.execute(
            select(func.count())
            .select_from(Enquiry)
            .where(
                Enquiry.id.in_(self._holding({column: value})),
                Enquiry.acknowledged == CHANNEL_OF[column],
                Enquiry.logged_at > since,
            )
        )
        return found.scalar_one()

    async def note_acknowledged(self, enquiry_id: uuid.UUID, channel: str) -> None:
        enquiry = await self._session.get_one(Enquiry, enquiry_id)
        enquiry.acknowledged = channel

    async def linked(self, enquiry: EnquiryView) -> dict[uuid.UUID, EnquiryReference]:
        """The others that say the same, oldest first."""
        first = enquiry.linked_to or enquiry.id
        found = await self._session.execute(
            select(Enquiry)
            .where(or_(Enquiry.id == first, Enquiry.linked_to == first), Enquiry.id != enquiry.id)
            .order_by(Enquiry.logged_at, Enquiry.id)
        )
        return {other.id: self._reference(other, self._key(other)) for other in found.scalars()}

    async def get(self, enquiry_id: uuid.UUID) -> EnquiryView | None:
        enquiry = await self._session.get(Enquiry, enquiry_id)
        return None if enquiry is None else self.opened(enquiry)

    async def lines(self, enquiry_ids: set[uuid.UUID]) -> dict[uuid.UUID, EnquiryLine]:
        """What a queue page shows of each."""
        found = await self._session.execute(select(Enquiry).where(Enquiry.id.in_(enquiry_ids)))
        return {
            enquiry.id: EnquiryLine(
                self._reference(enquiry, self._key(enquiry)),
                EnquiryKind(enquiry.kind),
                enquiry.due_on,
            )
            for enquiry in found.scalars()
        }

    async def close(self, enquiry_id: uuid.UUID) -> None:
        enquiry = await self._session.get(Enquiry, enquiry_id)
        if enquiry is not None:
            enquiry.state = "closed"

    def opened(self, enquiry: Enquiry) -> EnquiryView:
        key = self._key(enquiry)
        details = key.open(enquiry.details, Place(TABLE, enquiry.id, "details"))
        return EnquiryView(
            id=enquiry.id,
            kind=EnquiryKind(enquiry.kind),
            state=enquiry.state,
            reference=self._reference(enquiry, key),
            details=stored_details(enquiry.kind, details, enquiry.details_version),
            logged_at=enquiry.logged_at,
            conversation_id=enquiry.conversation_id,
            is_anonymous=enquiry.is_anonymous,
            acknowledged=enquiry.acknowledged,
            due_on=enquiry.due_on,
            linked_to=enquiry.linked_to,
        )

    def reference_digest(self, reference: EnquiryReference) -> bytes:
        return self._blind_index.digest("enquiry.reference", reference.characters)

    def recipient_key(self, column: str, value: str) -> str:
        """Names a recipient to `lock_key` without saying who it is."""
        return self._digest(column, value).hex()

    def _add_digests(self, enquiry_id: uuid.UUID, details: Details) -> None:
        postcodes = details.postcodes()
        findable = [
            ("phone_number", details.phone_number),
            ("email_address", details.email_address),
            *(("postcode", postcode) for postcode in postcodes),
            *(
                ("postcode_born_on", f"{postcode} {born_on.isoformat()}")
                for postcode in postcodes
                for born_on in details.births()
            ),
        ]
        self._session.add_all(
            EnquiryDigest(enquiry_id=enquiry_id, column=column, digest=self._digest(column, value))
            for column, value in dict.fromkeys(findable)
            if value
        )

    def _holding(self, given: Mapping[str, str]) -> Select[uuid.UUID]:
        return select(EnquiryDigest.enquiry_id).where(or_(*self._matches(given)))

    def _matches(self, given: Mapping[str, str]) -> list[ColumnElement[bool]]:
        return [
            and_(
                EnquiryDigest.column == column, EnquiryDigest.digest == self._digest(column, value)
            )
            for column, value in given.items()
        ]

    def _digest(self, column: str, value: str) -> bytes:
        return self._blind_index.digest(f"enquiry.{column}", value.lower())

    def _reference(self, enquiry: Enquiry, key: DataKey) -> EnquiryReference:
        return EnquiryReference.parse(
            key.open(enquiry.reference, Place(TABLE, enquiry.id, "reference"))
        )

    def _key(self, enquiry: Enquiry) -> DataKey:
        if enquiry.data_key is None:
            raise LookupError(f"enquiry {enquiry.id} has been disposed of")
        return self._keys.unwrap(enquiry.data_key, Place(TABLE, enquiry.id, "data_key"))
