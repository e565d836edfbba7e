"""Lists of other departments: a file of whatever program -> rows that can be looked at and imported."""
