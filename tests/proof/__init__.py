"""What takes minutes and is proved once for each landing: `make proof`. The quick tests of the same things stand beside."""
