"""Google App Engine: writes the three files that it wants, and runs what it would run there."""
