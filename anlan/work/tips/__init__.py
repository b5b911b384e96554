"""Tips: what somebody without an account says at the code of a door. A tip is looked at; only then it may become a hazard."""
