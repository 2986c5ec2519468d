"""The field tables of our formats: which keys there are, what they mean and what they become."""
