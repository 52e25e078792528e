"""Content-addressed files: bytes by sha256, kind by magic bytes, thumbnails."""
