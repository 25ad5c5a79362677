"""Every query over enquiries; seals on the way in, opens on the way out."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from logger.encryption.blind_index import BlindIndex
from logger.encryption.keyring import DataKey, KeyRing, Place
from logger.enquiries.models import Enquiry, EnquiryDigest
from logger.enquiries.reference import EnquiryReference
from logger.enquiries.schemas import DETAILS_VERSION, Details, EnquiryKind, stored_details

TABLE = "enquiry"


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
    ) -> EnquiryView:
        row = uuid.uuid4()
        key, wrapped = self._keys.new_data_key(Place(TABLE, row, "data_key"))
        self._session.add(
            Enquiry(
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
            )
        )
        await self._session.flush()
        self._add_digests(row, details)
        return EnquiryView(
            row, kind, "open", reference, details, at, conversation_id, details.name is None
        )

    async def lock_key(self, idempotency_key: str) -> None:
        """Let two calls with one key take turns, until the transaction ends."""
        await self._session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(idempotency_key, 0)))
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

    async def by_contact(self, column: str, value: str) -> list[EnquiryView]:
        """Enquiries in which this phone number (E.164) or e-mail address was given."""
        digest = self._blind_index.digest(f"enquiry.{column}", value)
        found = await self._session.execute(
            select(Enquiry)
            .join(EnquiryDigest, EnquiryDigest.enquiry_id == Enquiry.id)
            .where(EnquiryDigest.column == column, EnquiryDigest.digest == digest)
            .order_by(Enquiry.logged_at.desc())
        )
        return [self.opened(enquiry) for enquiry in found.scalars()]

    async def get(self, enquiry_id: uuid.UUID) -> EnquiryView | None:
        enquiry = await self._session.get(Enquiry, enquiry_id)
        return None if enquiry is None else self.opened(enquiry)

    async def references(
        self, enquiry_ids: set[uuid.UUID]
    ) -> dict[uuid.UUID, tuple[EnquiryReference, EnquiryKind]]:
        """Reference and kind of each, for a queue page."""
        found = await self._session.execute(select(Enquiry).where(Enquiry.id.in_(enquiry_ids)))
        return {
            enquiry.id: (self._reference(enquiry, self._key(enquiry)), EnquiryKind(enquiry.kind))
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
            details=stored_details(enquiry.kind, details),
            logged_at=enquiry.logged_at,
            conversation_id=enquiry.conversation_id,
            is_anonymous=enquiry.is_anonymous,
        )

    def reference_digest(self, reference: EnquiryReference) -> bytes:
        return self._blind_index.digest("enquiry.reference", reference.characters)

    def _add_digests(self, enquiry_id: uuid.UUID, details: Details) -> None:
        findable = {
            "phone_number": details.phone_number,
            "email_address": details.email_address and details.email_address.lower(),
        }
        for column, value in findable.items():
            if value:
                digest = self._blind_index.digest(f"enquiry.{column}", value)
                self._session.add(
                    EnquiryDigest(enquiry_id=enquiry_id, column=column, digest=digest)
                )

    def _reference(self, enquiry: Enquiry, key: DataKey) -> EnquiryReference:
        return EnquiryReference.parse(
            key.open(enquiry.reference, Place(TABLE, enquiry.id, "reference"))
        )

    def _key(self, enquiry: Enquiry) -> DataKey:
        if enquiry.data_key is None:
            raise LookupError(f"enquiry {enquiry.id} has been disposed of")
        return self._keys.unwrap(enquiry.data_key, Place(TABLE, enquiry.id, "data_key"))
