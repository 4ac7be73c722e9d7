"""MySQL and MariaDB: a real server, started for the tests on a socket of its own."""
