"""Sound in and out; nothing here knows of words."""
