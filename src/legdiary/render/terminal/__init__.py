"""Values as text on a terminal."""
