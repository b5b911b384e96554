"""Where people already are: WeCom and DingTalk (signing in, contacts, cards), robots of groups, SMS; what each bureau has set up."""
