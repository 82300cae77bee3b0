"""The command `remind`, and the timer of this computer (`platform`)."""
