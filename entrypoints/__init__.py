"""What calls the use cases: HTTP, workers, the command line, ERP code. Also the sandbox and the demo."""
