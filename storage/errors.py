"""What can go wrong in storage, told without any value of a row: database errors often quote one."""

from __future__ import annotations


class StorageError(Exception):
    """The database refused or failed; the message holds a code and a constraint's name, never a value."""


class UnavailableError(StorageError):
    """The database cannot be reached, is stopping, or broke the connection; trying again may help."""


class TamperedError(StorageError):
    """A sealed value does not belong where it stands, was changed, or its key is missing."""


class OutdatedError(StorageError):
    """The database's schema is not the one that this program was built for."""
