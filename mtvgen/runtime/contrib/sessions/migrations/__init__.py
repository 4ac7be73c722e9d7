"""Changes of the sessions' table."""
