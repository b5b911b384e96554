"""When somebody is not to be disturbed (leave, lessons, nights), and who hears in their place."""
