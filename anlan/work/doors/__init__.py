"""Short doors: a link that does one thing once without a password, and one's deadlines in a calendar of one's own."""
