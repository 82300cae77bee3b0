"""Several devices: what a device reads of its place and puts there."""
