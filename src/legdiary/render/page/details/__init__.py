"""The details of the page, from its second sheet on, each part as a value."""
