"""What went on beside the nights, by date: medicines, magnesium, potency, what was rated as helping, places."""
