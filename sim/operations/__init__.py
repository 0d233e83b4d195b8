"""Service operations inside the month: orders, stock and delivery as discrete events."""
