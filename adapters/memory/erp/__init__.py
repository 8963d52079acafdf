"""The fake ERP of tests, with the files of adapters/erp."""
