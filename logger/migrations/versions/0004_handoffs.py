"""Handoffs and their notes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handoff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("enquiry_id", sa.Uuid(), nullable=True),
        sa.Column("data_key", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("outcome_reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["claimed_by"],
            ["logger.staff_member.id"],
            name=op.f("fk_handoff_claimed_by_staff_member"),
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"],
            ["logger.staff_member.id"],
            name=op.f("fk_handoff_closed_by_staff_member"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["logger.conversation.id"],
            name=op.f("fk_handoff_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["enquiry_id"], ["logger.enquiry.id"], name=op.f("fk_handoff_enquiry_id_enquiry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff")),
        schema="logger",
    )
    op.create_index(
        "ix_handoff_conversation_id", "handoff", ["conversation_id"], unique=False, schema="logger"
    )
    op.create_index(
        "ix_handoff_queue",
        "handoff",
        ["state", "grade", "opened_at"],
        unique=False,
        schema="logger",
    )
    op.create_index(
        "uq_handoff_open_reason",
        "handoff",
        ["conversation_id", "reason"],
        unique=True,
        schema="logger",
        postgresql_where=sa.text("state <> 'closed' AND enquiry_id IS NULL"),
    )
    op.create_table(
        "handoff_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("handoff_id", sa.Uuid(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["logger.handoff.id"], name=op.f("fk_handoff_note_handoff_id_handoff")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"],
            ["logger.staff_member.id"],
            name=op.f("fk_handoff_note_written_by_staff_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_note")),
        schema="logger",
    )
    op.create_index(
        op.f("ix_handoff_note_handoff_id"),
        "handoff_note",
        ["handoff_id"],
        unique=False,
        schema="logger",
    )


def downgrade() -> None:
    op.drop_table("handoff_note", schema="logger")
    op.drop_table("handoff", schema="logger")
