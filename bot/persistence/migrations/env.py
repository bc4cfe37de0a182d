"""Run by alembic: the steps on the connection that was given to it, inside that connection's transaction."""

from alembic import context

from bot.persistence.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
