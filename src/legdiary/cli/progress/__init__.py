"""The progress of long work, shown at a terminal."""
