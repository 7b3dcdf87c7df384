"""Everything on one machine: Redis, the database, the API and the workers, started and watched by one process."""
