"""The desks of the box office: what is asked of carts, of orders, and what both share."""
