"""What people type: amounts, names, notes, and the words that are known."""
