"""Tests of tracing lots."""
