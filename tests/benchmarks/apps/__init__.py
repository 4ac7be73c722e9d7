"""One adapter a framework: `make(workload)` returns the WSGI application that answers it."""
