"""What a command that did something says of it on a terminal."""
