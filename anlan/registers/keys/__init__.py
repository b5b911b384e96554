"""With what somebody comes in beside the password: passkeys, one-time codes, tokens for programs; and how often one may try."""
