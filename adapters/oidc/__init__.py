"""OpenID Connect: people sign in at a provider of their own."""
