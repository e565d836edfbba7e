"""The running service and its commands."""

VERSION = "0.2.0"
