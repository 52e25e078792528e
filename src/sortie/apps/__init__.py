"""Where rooms are bolted together: the HTTP application, the worker, the command line, the start."""
