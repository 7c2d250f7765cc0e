"""What an answer was worth: pure functions."""
