"""The sandbox's Admin GraphQL API."""
