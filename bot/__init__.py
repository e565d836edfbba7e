"""The running service and its commands."""

VERSION = "0.4.0"
