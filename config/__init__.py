"""Settings, and the containers that wire everything."""
