"""What a mutant must survive: every conformance case, then the tests of the core and the declarations.

Stops at the first difference, for a mutant needs to be killed only once. Exit status 0 means
that it survived.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterable

TESTS = ("tests/programs", "tests/config", "tests/core", "tests/test_house.py")
#: They try values, not checks, many times over.
BESIDE_THE_POINT = ("test_values", "test_identity_values", "test_determinism")


def main() -> int:
    from boardrules.conformance.cases import ConformanceCase, load_suite
    from boardrules.testing import differences

    def first_difference(cases: Iterable[ConformanceCase]) -> str | None:
        return next((case.id for case in cases if differences(case)), None)

    suite = load_suite()
    # Cases of one code stand together; shuffled, one that kills is met sooner.
    random.Random(1).shuffle(suite)
    # Records first: sheets and XML go through a file each, which takes ten times as long.
    quick = [case for case in suite if "records" in case.given]
    slow = [case for case in suite if "records" not in case.given]
    for cases in (quick, slow):
        found = first_difference(cases)
        if found is not None:
            print(f"killed by case {found}")
            return 1
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *TESTS]
    command += (f"--ignore=tests/core/{name}.py" for name in BESIDE_THE_POINT)
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
