"""Files from elsewhere, read a piece at a time and within limits: text lines, CSV, JSON, zip, and their cells."""
