"""The conformance suite: reading its cases and judging them, in process or through a pipe."""
