"""Many repositories: which to work on next within time and cost, one shard's work, and what came of it."""
