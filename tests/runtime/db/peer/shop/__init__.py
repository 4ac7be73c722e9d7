"""An app for two frameworks."""
