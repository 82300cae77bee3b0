"""Trials: questions whose nights a coin chooses."""
