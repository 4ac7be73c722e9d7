"""Each file here is one step of the database: `makemigrations` writes it, `migrate` takes it."""
