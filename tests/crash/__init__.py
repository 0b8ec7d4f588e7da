"""Runs killed at random moments: nothing finished is lost, and the end is the same."""
