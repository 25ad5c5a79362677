"""Due times, escalation, references of handoffs; what was shown; texts counted per number."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handoff", sa.Column("reference", sa.String(), nullable=True), schema="logger")
    op.create_unique_constraint(
        op.f("uq_handoff_reference"), "handoff", ["reference"], schema="logger"
    )
    op.add_column(
        "handoff", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True), schema="logger"
    )
    op.execute("UPDATE logger.handoff SET due_at = opened_at")
    op.alter_column("handoff", "due_at", nullable=False, schema="logger")
    op.add_column(
        "handoff",
        sa.Column("escalation_step", sa.Integer(), server_default=sa.text("0"), nullable=False),
        schema="logger",
    )
    op.add_column(
        "handoff",
        sa.Column("next_escalation_at", sa.DateTime(timezone=True), nullable=True),
        schema="logger",
    )
    op.create_index(
        "ix_handoff_escalation",
        "handoff",
        ["next_escalation_at"],
        unique=False,
        schema="logger",
        postgresql_where=sa.text("state = 'waiting' AND next_escalation_at IS NOT NULL"),
    )
    op.add_column(
        "safety_verdict",
        sa.Column(
            "detectors",
            postgresql.JSONB(),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        schema="logger",
    )
    op.add_column(
        "safety_verdict",
        sa.Column("is_child", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="logger",
    )
    op.add_column(
        "safety_verdict", sa.Column("shown", sa.LargeBinary(), nullable=True), schema="logger"
    )
    op.add_column(
        "notification",
        sa.Column("recipient_digest", sa.LargeBinary(), nullable=True),
        schema="logger",
    )
    op.create_index(
        "ix_notification_recipient",
        "notification",
        ["recipient_digest", "queued_at"],
        unique=False,
        schema="logger",
        postgresql_where=sa.text("channel = 'sms'"),
    )


def downgrade() -> None:
    op.drop_index("ix_notification_recipient", table_name="notification", schema="logger")
    op.drop_column("notification", "recipient_digest", schema="logger")
    op.drop_column("safety_verdict", "shown", schema="logger")
    op.drop_column("safety_verdict", "is_child", schema="logger")
    op.drop_column("safety_verdict", "detectors", schema="logger")
    op.drop_index("ix_handoff_escalation", table_name="handoff", schema="logger")
    op.drop_column("handoff", "next_escalation_at", schema="logger")
    op.drop_column("handoff", "escalation_step", schema="logger")
    op.drop_column("handoff", "due_at", schema="logger")
    op.drop_constraint(op.f("uq_handoff_reference"), "handoff", schema="logger")
    op.drop_column("handoff", "reference", schema="logger")
