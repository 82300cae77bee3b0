"""The summary of a report: what is told in a minute, each figure with the nights it rests on."""
