"""Files of invoices: PDF by typst, and EN 16931 data as XML."""
