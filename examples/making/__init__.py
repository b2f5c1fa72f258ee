"""The parts of make_examples.py: people, activities, completions, and how each file is written."""
