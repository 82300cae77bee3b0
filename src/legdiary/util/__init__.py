"""What has no subject: the one file writer."""
