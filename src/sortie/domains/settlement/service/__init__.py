"""The front door of settlement: billing of orders, statements of engineers."""
