"""Conversations, turns, the inbox and the safety verdicts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("data_key", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_activity_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asking", sa.String(), nullable=True),
        sa.Column("next_seq", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("lease_owner", sa.Uuid(), nullable=True),
        sa.Column("lease_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_conversation_token_hash")),
        schema="logger",
    )
    op.create_index(
        "ix_conversation_last_activity_at",
        "conversation",
        ["last_activity_at"],
        unique=False,
        schema="logger",
    )
    op.create_table(
        "turn",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("is_late", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("clauses", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("choice_values", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("safety", sa.String(), nullable=True),
        sa.Column("asking", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["logger.conversation.id"],
            name=op.f("fk_turn_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
        sa.UniqueConstraint("conversation_id", "seq", name=op.f("uq_turn_conversation_id_seq")),
        schema="logger",
    )
    op.create_index(
        "ix_turn_message", "turn", ["conversation_id", "message_id"], unique=False, schema="logger"
    )
    op.create_table(
        "inbox_message",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("turn_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("body_digest", sa.LargeBinary(), nullable=False),
        sa.Column("choice", sa.String(), nullable=True),
        sa.Column("safety", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["logger.conversation.id"],
            name=op.f("fk_inbox_message_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["logger.turn.id"], name=op.f("fk_inbox_message_turn_id_turn")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "message_id", name=op.f("pk_inbox_message")),
        schema="logger",
    )
    op.create_index(
        "ix_inbox_message_unanswered",
        "inbox_message",
        ["next_attempt_at"],
        unique=False,
        schema="logger",
        postgresql_where=sa.text("state IN ('received', 'fallback')"),
    )
    op.create_table(
        "safety_verdict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("turn_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("detector", sa.String(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("rules", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), nullable=True),
        sa.Column("matched", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["logger.conversation.id"],
            name=op.f("fk_safety_verdict_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["logger.turn.id"], name=op.f("fk_safety_verdict_turn_id_turn")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_verdict")),
        schema="logger",
    )
    op.create_index(
        "ix_safety_verdict_conversation_id",
        "safety_verdict",
        ["conversation_id"],
        unique=False,
        schema="logger",
    )


def downgrade() -> None:
    op.drop_table("safety_verdict", schema="logger")
    op.drop_table("inbox_message", schema="logger")
    op.drop_table("turn", schema="logger")
    op.drop_table("conversation", schema="logger")
