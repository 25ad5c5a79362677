"""The enquiry store."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enquiry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("body_digest", sa.LargeBinary(), nullable=False),
        sa.Column("reference_digest", sa.LargeBinary(), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), nullable=True),
        sa.Column("reference", sa.LargeBinary(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("details_version", sa.Integer(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["logger.conversation.id"],
            name=op.f("fk_enquiry_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_enquiry_idempotency_key")),
        sa.UniqueConstraint("reference_digest", name=op.f("uq_enquiry_reference_digest")),
        schema="logger",
    )
    op.create_index(
        "ix_enquiry_kind_logged_at", "enquiry", ["kind", "logged_at"], unique=False, schema="logger"
    )
    op.create_table(
        "enquiry_digest",
        sa.Column("enquiry_id", sa.Uuid(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enquiry_id"], ["logger.enquiry.id"], name=op.f("fk_enquiry_digest_enquiry_id_enquiry")
        ),
        sa.PrimaryKeyConstraint("enquiry_id", "column", "digest", name=op.f("pk_enquiry_digest")),
        schema="logger",
    )
    op.create_index(
        "ix_enquiry_digest_look_up",
        "enquiry_digest",
        ["column", "digest"],
        unique=False,
        schema="logger",
    )


def downgrade() -> None:
    op.drop_table("enquiry_digest", schema="logger")
    op.drop_table("enquiry", schema="logger")
