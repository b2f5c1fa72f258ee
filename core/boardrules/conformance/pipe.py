"""An implementation in a process of its own, whatever it may do to the one that asks.

Threads do the reading and writing, so that a process which neither reads nor answers keeps
nobody waiting longer than the time allowed.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any

from boardrules.conformance.protocol import Message, ProtocolError, decode, encode

#: No answer is longer; a process that writes without line ends must not fill the memory.
_LONGEST_LINE = 1 << 24
_STDERR_LINES = 20
_STDERR_LINE = 500
#: How long a process that was told to stop, or has closed its output, may take to end.
_GRACE = 5.0


class CannotStartError(Exception):
    """A command that cannot be run, or that did not answer ``start`` as it should."""


class BrokenPipeline(Exception):  # noqa: N818 - it happens to a process, not in this one
    """A process that can be asked no more; ``stderr`` is what it said last."""

    def __init__(self, because: str, stderr: str = "") -> None:
        super().__init__(because)
        self.because = because
        self.stderr = stderr


def split_command(command: str) -> list[str]:
    """A command line as a list; CannotStartError when there is none in it."""
    try:
        arguments = shlex.split(command, posix=os.name == "posix")
    except ValueError:
        raise CannotStartError(f"{command}: a quotation mark is not closed") from None
    if not arguments:
        raise CannotStartError("the command is empty")
    return arguments


class Pipe:
    """A running process that is asked one message at a time.

    CannotStartError when there is no such command. Close it, or use it in a ``with``.
    """

    def __init__(self, arguments: list[str]) -> None:
        try:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise CannotStartError(f"{arguments[0]}: {reason}") from None
        self._written: SimpleQueue[bytes | None] = SimpleQueue()
        self._read: SimpleQueue[bytes | None] = SimpleQueue()
        self._stderr: deque[str] = deque(maxlen=_STDERR_LINES)
        jobs = (self._write_all, self._read_all, self._read_stderr)
        self._threads = [Thread(target=job, daemon=True) for job in jobs]
        for thread in self._threads:
            thread.start()

    def ask(self, message: Mapping[str, Any], timeout: float) -> Message:
        """The answer to a message; BrokenPipeline when none of JSON comes in ``timeout`` seconds."""
        self._written.put(encode(message))
        try:
            line = self._read.get(timeout=timeout)
        except Empty:
            raise self.broken(f"no answer within {timeout:g} s") from None
        if line is None:
            raise self.broken(self._how_it_ended())
        try:
            answer = decode(line)
        except ProtocolError as error:
            raise self.broken(str(error)) from None
        self._stderr.clear()
        return answer

    def broken(self, because: str) -> BrokenPipeline:
        """End the process; the exception says why, and what it last wrote to standard error."""
        self.close()
        return BrokenPipeline(because, "\n".join(self._stderr))

    def close(self, last: Mapping[str, Any] | None = None) -> None:
        """End the process: with ``last`` as its last message and time to stop, else at once."""
        if last is not None:
            self._written.put(encode(last))
        self._written.put(None)
        if last is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_GRACE)
        if self._process.poll() is None:
            self._kill()
            self._process.wait()
        for thread in self._threads:
            thread.join(_GRACE)

    def _kill(self) -> None:
        """Kill the process and, where the system can, all that it started."""
        with suppress(OSError):
            if os.name == "posix":
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def _how_it_ended(self) -> str:
        try:
            status = self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            return "closed its standard output without an answer"
        if status < 0:
            return f"was ended by signal {-status} without an answer"
        return f"ended with exit status {status} without an answer"

    def _write_all(self) -> None:
        stream = _of(self._process.stdin)
        # A process that has gone shows as the end of its output.
        with suppress(OSError, ValueError), stream:
            while (line := self._written.get()) is not None:
                stream.write(line)
                stream.flush()

    def _read_all(self) -> None:
        with _of(self._process.stdout) as stream:
            while line := stream.readline(_LONGEST_LINE):
                self._read.put(line)
        self._read.put(None)

    def _read_stderr(self) -> None:
        with _of(self._process.stderr) as stream:
            while line := stream.readline(_STDERR_LINE):
                self._stderr.append(line.decode("utf-8", "replace").rstrip("\r\n"))


def _of(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # all three were asked for
    return stream
