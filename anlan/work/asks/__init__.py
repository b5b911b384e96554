"""Asks (发下的事): what offices lay on many units at once. How much falls on whom when, the release of what is too much, what it costs."""
