"""The API's handlers."""
