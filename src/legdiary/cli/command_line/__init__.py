"""The command line: every command and option as stated to Typer, the table compiled from that, and both readers."""
