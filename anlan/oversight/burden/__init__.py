"""What is asked of schools: what it costs them in a week, who asks it, and what need not have been asked. Never a ranking of schools."""
