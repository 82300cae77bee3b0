"""The first sheet of the page: the headlines, the days on target, the tables side by side, and the room they have."""
