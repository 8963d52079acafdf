"""The promises, as tests. The folders are the levels of the pyramid."""
