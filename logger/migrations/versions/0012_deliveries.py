"""What became of each notification: receipts, polling, what follows, and how fast we may send."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

_ASK_FOR_WHAT_IS_ON_ITS_WAY = """
    UPDATE logger.notification SET next_poll_at = accepted_at + interval '10 minutes'
    WHERE state = 'accepted' AND notify_status NOT IN
      ('delivered', 'sent', 'permanent-failure', 'temporary-failure', 'technical-failure')
"""


def upgrade() -> None:
    for column in (
        sa.Column("next_poll_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("needs_follow_up", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("follows_id", sa.Uuid(), nullable=True),
        sa.Column("sent_again_by", sa.Uuid(), nullable=True),
    ):
        op.add_column("notification", column, schema="logger")
    _relate("follows_id", "notification")
    _relate("sent_again_by", "staff_member")
    for name, indexed, condition in (
        ("ix_notification_poll", "next_poll_at", "next_poll_at IS NOT NULL"),
        ("ix_notification_failed", "failed_at", "failed_at IS NOT NULL"),
        ("ix_notification_follow_up", "failed_at", "needs_follow_up"),
        ("ix_notification_follows_id", "follows_id", "follows_id IS NOT NULL"),
    ):
        op.create_index(
            name, "notification", [indexed], schema="logger", postgresql_where=sa.text(condition)
        )
    _index_recipients("recipient_digest IS NOT NULL")
    op.execute(_ASK_FOR_WHAT_IS_ON_ITS_WAY)
    op.create_table(
        "delivery_receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_receipt")),
        schema="logger",
    )
    op.create_index(
        "ix_delivery_receipt_next_try_at",
        "delivery_receipt",
        ["next_try_at"],
        schema="logger",
        postgresql_where=sa.text("next_try_at IS NOT NULL"),
    )
    op.create_table(
        "send_allowance",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_send_allowance")),
        schema="logger",
    )
    op.create_table(
        "send_hold",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_send_hold")),
        schema="logger",
    )


def downgrade() -> None:
    op.drop_table("send_hold", schema="logger")
    op.drop_table("send_allowance", schema="logger")
    op.drop_table("delivery_receipt", schema="logger")
    _index_recipients("channel = 'sms'")
    for name in (
        "sent_again_by",
        "follows_id",
        "needs_follow_up",
        "failed_at",
        "completed_at",
        "next_poll_at",
    ):
        op.drop_column("notification", name, schema="logger")


def _index_recipients(condition: str) -> None:
    op.drop_index("ix_notification_recipient", table_name="notification", schema="logger")
    op.create_index(
        "ix_notification_recipient",
        "notification",
        ["recipient_digest", "queued_at"],
        schema="logger",
        postgresql_where=sa.text(condition),
    )


def _relate(column: str, table: str) -> None:
    op.create_foreign_key(
        op.f(f"fk_notification_{column}_{table}"),
        "notification",
        table,
        [column],
        ["id"],
        source_schema="logger",
        referent_schema="logger",
    )
