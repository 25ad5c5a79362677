"""The bot's own tables: one append-only row a turn, sealed with keys the service does not hold."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE tracker.conversations (
        conversation uuid   PRIMARY KEY,
        fence        bigint NOT NULL CHECK (fence >= 0)
    )
    """,
    """
    CREATE TABLE tracker.data_keys (
        conversation uuid    PRIMARY KEY REFERENCES tracker.conversations (conversation),
        version      integer NOT NULL CHECK (version > 0),
        wrapped_key  bytea   NOT NULL
    )
    """,
    """
    CREATE TABLE tracker.turns (
        conversation uuid    NOT NULL REFERENCES tracker.conversations (conversation),
        seq          integer NOT NULL CHECK (seq > 0),
        message_id   uuid    NOT NULL,
        fence        bigint  NOT NULL,
        sealed       bytea   NOT NULL,
        PRIMARY KEY (conversation, seq),
        UNIQUE (conversation, message_id)
    )
    """,
)


def upgrade() -> None:
    for table in TABLES:
        op.execute(table)


def downgrade() -> None:
    for table in ("turns", "data_keys", "conversations"):
        op.execute(f"DROP TABLE tracker.{table}")
