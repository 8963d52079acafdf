"""The console: pages under `/console` for the people who keep the shops running."""
