"""Data of boardrules for any language: codes, column maps, schemas, conformance cases."""
