"""Everything of a user in one file, and back."""
