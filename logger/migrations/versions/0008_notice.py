"""The versions of the published notice, and which of them an answer was given under."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.Column("in_use_since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_version")),
        sa.UniqueConstraint("number", name=op.f("uq_notice_version_number")),
        sa.UniqueConstraint("sha256", name=op.f("uq_notice_version_sha256")),
        schema="logger",
    )
    op.create_table(
        "notice_clause",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("clause_id", sa.String(), nullable=True),
        sa.Column("heading", sa.String(), nullable=True),
        sa.Column("blocks", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["logger.notice_version.id"],
            name=op.f("fk_notice_clause_version_id_notice_version"),
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_notice_clause")),
        schema="logger",
    )
    op.add_column("turn", sa.Column("notice_version", sa.Uuid(), nullable=True), schema="logger")
    op.create_foreign_key(
        op.f("fk_turn_notice_version_notice_version"),
        "turn",
        "notice_version",
        ["notice_version"],
        ["id"],
        source_schema="logger",
        referent_schema="logger",
    )


def downgrade() -> None:
    op.drop_column("turn", "notice_version", schema="logger")
    op.drop_table("notice_clause", schema="logger")
    op.drop_table("notice_version", schema="logger")
