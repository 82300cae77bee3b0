"""Readers of what a phone's own health app hands over: Apple Health, Health Connect, Samsung Health."""
