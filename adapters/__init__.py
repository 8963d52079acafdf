"""The world outside, made to fit the domain's ports: one folder per outside thing."""
