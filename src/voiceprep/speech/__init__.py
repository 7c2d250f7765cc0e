"""Words from sound, sound from words."""
