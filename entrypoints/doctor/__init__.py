"""Every link that the product hangs on, looked at one by one."""
