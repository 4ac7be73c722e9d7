"""Commands of this app: `clearsessions`."""
