"""The job queue, revision by revision; it exists in every database."""
