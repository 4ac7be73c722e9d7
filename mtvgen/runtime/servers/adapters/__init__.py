"""One file a server. Each has `serve(job)`: it serves until it is told to stop, then returns."""
