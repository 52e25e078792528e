"""What a job costs the customer and earns the engineer."""
