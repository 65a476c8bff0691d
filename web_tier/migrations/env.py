"""What alembic runs for each migration command, on the connection that `web_tier.database.upgrade` opened."""

from alembic import context

from web_tier.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
