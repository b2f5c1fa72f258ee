"""``python -m boardrules.pages docs`` writes the pages anew."""

import sys
from pathlib import Path

from boardrules.pages import write_pages

if len(sys.argv) != 2:
    sys.exit("usage: python -m boardrules.pages FOLDER")
write_pages(Path(sys.argv[1]))
