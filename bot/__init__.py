"""The running service and its commands."""

VERSION = "0.3.0"
