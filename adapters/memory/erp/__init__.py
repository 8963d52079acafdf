"""A fake ERP."""
