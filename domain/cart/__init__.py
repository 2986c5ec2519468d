"""The cart: what is held for somebody who has not bought it yet, and the rules that change it."""
