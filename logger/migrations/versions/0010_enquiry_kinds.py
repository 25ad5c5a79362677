"""Every kind of enquiry, drafts that wait to be finished, and how often somebody may guess."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "enquiry",
        sa.Column("may_be_messaged", sa.Boolean(), server_default=sa.true(), nullable=False),
        schema="logger",
    )
    for column in (
        sa.Column("acknowledged", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("linked_to", sa.Uuid(), nullable=True),
    ):
        op.add_column("enquiry", column, schema="logger")
    op.create_foreign_key(
        op.f("fk_enquiry_linked_to_enquiry"),
        "enquiry",
        "enquiry",
        ["linked_to"],
        ["id"],
        source_schema="logger",
        referent_schema="logger",
    )
    op.create_index(op.f("ix_enquiry_linked_to"), "enquiry", ["linked_to"], schema="logger")
    op.create_index(
        op.f("ix_enquiry_conversation_id"), "enquiry", ["conversation_id"], schema="logger"
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("reference_digest", sa.LargeBinary(), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), nullable=False),
        sa.Column("reference", sa.LargeBinary(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(), nullable=True),
        sa.Column("code_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=True),
        sa.Column("opened_in", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["logger.conversation.id"],
            name=op.f("fk_draft_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["opened_in"],
            ["logger.conversation.id"],
            name=op.f("fk_draft_opened_in_conversation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("reference_digest", name=op.f("uq_draft_reference_digest")),
        schema="logger",
    )
    op.create_index(op.f("ix_draft_conversation_id"), "draft", ["conversation_id"], schema="logger")
    op.create_index(op.f("ix_draft_kept_until"), "draft", ["kept_until"], schema="logger")
    op.create_table(
        "guess",
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("key_digest", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("attempt", "key_digest", name=op.f("pk_guess")),
        schema="logger",
    )
    op.create_index("ix_guess_key_digest_at", "guess", ["key_digest", "at"], schema="logger")


def downgrade() -> None:
    op.drop_table("guess", schema="logger")
    op.drop_table("draft", schema="logger")
    op.drop_index(op.f("ix_enquiry_conversation_id"), "enquiry", schema="logger")
    for column in ("linked_to", "due_on", "acknowledged", "may_be_messaged"):
        op.drop_column("enquiry", column, schema="logger")
