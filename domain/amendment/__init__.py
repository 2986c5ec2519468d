"""Amendment: bookings of an order are added, booked again or removed, at an exact price."""
