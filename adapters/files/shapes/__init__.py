"""The kinds of values that files hold: how each is read, checked and described."""
