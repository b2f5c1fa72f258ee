"""One target under the fuzzer: ``python -m tests.fuzz.one NAME [options of libFuzzer]``.

Run by :mod:`run`, in a folder of its own.
"""

from __future__ import annotations

import logging
import os
import pkgutil
import sys
import tempfile
import time
import warnings
from importlib import import_module

#: More seconds of the processor than this for one input are too many.
_SLOWEST = 5.0


def main() -> None:
    """Instrument the engine and hand the target over to the fuzzer, which ends the process."""
    import atheris

    # Only what is imported here is followed; the readers import what is heavy later.
    with atheris.instrument_imports(include=["boardrules", "boardrules_specs"]):
        import boardrules

        for module in pkgutil.walk_packages(boardrules.__path__, "boardrules."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    from boardrules.plugins import installed_plugins

    from .mutator import Mutator
    from .targets import BY_NAME

    name, *options = sys.argv[1:]
    target = BY_NAME[name]
    installed_plugins()  # before any input's time is taken
    words = tuple(dict.fromkeys(each.encode() for each in target.words()))
    # Not ``atheris.Mutate`` itself: another stands under that name once fuzzing has begun.
    mutator = Mutator(words, lambda data, most: atheris.Mutate(data, most), archives=target.archive)
    warnings.simplefilter("ignore")
    logging.disable()
    shared_memory = "/dev/shm"
    folder = tempfile.mkdtemp(dir=shared_memory if os.path.isdir(shared_memory) else None)
    os.chdir(folder)

    def run(data: bytes) -> None:
        started = time.process_time()
        target.run(data)
        took = time.process_time() - started
        assert took < _SLOWEST, f"took {took:.1f} s of the processor"

    atheris.Setup([name, f"-max_len={target.most_bytes}", *options], run, custom_mutator=mutator)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
