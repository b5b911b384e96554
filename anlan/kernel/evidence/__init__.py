"""Photos and files that prove a thing: checked by content, kept by hash, shown without what they betray."""
