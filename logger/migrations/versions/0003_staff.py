"""Staff, their sessions and failed sign-ins."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email_digest", sa.LargeBinary(), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), nullable=True),
        sa.Column("email_address", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("password_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("email_digest", name=op.f("uq_staff_member_email_digest")),
        schema="logger",
    )
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("csrf_token", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["logger.staff_member.id"],
            name=op.f("fk_staff_session_staff_id_staff_member"),
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
        schema="logger",
    )
    op.create_index(
        op.f("ix_staff_session_staff_id"),
        "staff_session",
        ["staff_id"],
        unique=False,
        schema="logger",
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("email_digest", sa.LargeBinary(), nullable=False),
        sa.Column("address_digest", sa.LargeBinary(), nullable=False),
        sa.Column("is_known_device", sa.Boolean(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
        schema="logger",
    )
    op.create_index(
        "ix_sign_in_failure_digest_at",
        "sign_in_failure",
        ["email_digest", "failed_at"],
        unique=False,
        schema="logger",
    )
    op.create_index(
        "ix_sign_in_failure_address_at",
        "sign_in_failure",
        ["address_digest", "failed_at"],
        unique=False,
        schema="logger",
    )


def downgrade() -> None:
    op.drop_table("sign_in_failure", schema="logger")
    op.drop_table("staff_session", schema="logger")
    op.drop_table("staff_member", schema="logger")
