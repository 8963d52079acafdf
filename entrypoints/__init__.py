"""The ways in: HTTP, workers, the command line, and the sandbox. Each turns the outside's words into a use case's."""
