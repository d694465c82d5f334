"""What a program may use up, in each sandbox: processes, memory, disk, output and time."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from agent.ports import Job
from tests.doubles.sandbox_outside import Outside, named, outside
from tests.sandbox.attacks import COMMON
from tests.sandbox.backends import NAMES, attack, backend

pytestmark = pytest.mark.parametrize("name", NAMES)

FORKS = """
made = 0
try:
    for _ in range(3000):
        if os.fork() == 0:
            time.sleep(30); os._exit(0)
        made += 1
except OSError as error:
    print("stopped:", error)
print("made", made)
"""
THREADS = """
made = 0
try:
    for _ in range(3000):
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
        made += 1
except RuntimeError as error:
    print("stopped:", error)
print("made", made)
sys.stdout.flush(); os._exit(0)
"""
MEMORY = {
    "one process": "kept = bytearray(900 << 20); time.sleep(20)",
    "children": """
for _ in range(12):
    if os.fork() == 0:
        kept = bytearray(80 << 20); time.sleep(20)
time.sleep(20)
""",
    "shared": "kept = mmap.mmap(-1, 900 << 20); kept.write(b'x' * (900 << 20)); time.sleep(20)",
    "daemon": """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        kept = bytearray(900 << 20)
        time.sleep(20)
    os._exit(0)
time.sleep(20)
""",
}
DISK = {
    "one file": "open('big', 'wb').write(bytes(200 << 20))",
    "many files": """
for i in range(50):
    open(f"f{i}", "wb").write(bytes(4 << 20))
time.sleep(3)
""",
    "temporary folder": """
for i in range(50):
    open(f"{E['TMPDIR']}/f{i}", "wb").write(bytes(4 << 20))
time.sleep(3)
""",
    "deleted files": """
kept = []
for i in range(50):
    kept.append(open("f", "wb")); os.unlink("f"); kept[-1].write(bytes(4 << 20)); kept[-1].flush()
time.sleep(3)
""",
}


@pytest.fixture
def host() -> Iterator[Outside]:
    with outside() as built:
        yield built


@pytest.mark.parametrize("program", [FORKS, THREADS], ids=["processes", "threads"])
def test_a_fork_bomb_stops_at_the_limit(name: str, program: str, host: Outside) -> None:
    ran = attack(backend(name, processes=64), host, COMMON + program)
    assert "stopped:" in ran.output
    # Landlock counts what else the same user runs, unless root gave the program a user of its own.
    assert int(ran.output.split("made ")[1]) <= 64


@pytest.mark.parametrize("how", MEMORY)
def test_memory_is_limited_over_all_processes(name: str, how: str, host: Outside) -> None:
    ran = attack(backend(name, memory_mb=256), host, COMMON + MEMORY[how])
    assert (ran.status, ran.ended, ran.report) == (None, "memory", None)
    assert ran.seconds < 15


def test_memory_below_the_limit_is_left_alone(name: str, host: Outside) -> None:
    code = (
        "kept = bytearray(100 << 20)\nfor _ in range(5):\n  if os.fork() == 0: time.sleep(0.5); os._exit(0)\n"
    )
    ran = attack(backend(name, memory_mb=256), host, COMMON + code + "time.sleep(0.5); print('whole')")
    assert (ran.ended, ran.output) == ("", "whole\n")


@pytest.mark.parametrize("how", DISK)
def test_disk_is_limited(name: str, how: str, host: Outside) -> None:
    ran = attack(backend(name, disk_mb=64), host, COMMON + DISK[how])
    full = any(text in ran.output for text in ("No space left", "File too large"))
    assert ran.ended == "disk" or (full and ran.status == 1), ran.output


def test_a_flood_of_output_is_cut(name: str, host: Outside) -> None:
    ran = attack(backend(name), host, "import os\nwhile True: os.write(1, b'x' * 65536)")
    assert (ran.status, ran.ended) == (None, "output")
    assert len(ran.output) <= 8 * 1024 * 1024


SLEEPERS = {
    "asleep": "time.sleep(60)",
    "streams closed": "sys.stdout.flush(); [os.close(fd) for fd in range(3)]; time.sleep(60)",
    "deaf": "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65)); time.sleep(60)",
    "busy": "\nwhile True: pass",
    "daemons": """
for _ in range(5):
    if os.fork() == 0:
        os.setsid(); name_me(); time.sleep(60)
time.sleep(60)
""",
}


@pytest.mark.parametrize("how", SLEEPERS)
def test_time_is_limited_and_nothing_goes_on_afterwards(name: str, how: str, host: Outside) -> None:
    before = host.mark()
    begun = time.monotonic()
    ran = attack(backend(name), host, COMMON + SLEEPERS[how], seconds=0.5)
    assert time.monotonic() - begun < 5
    assert (ran.status, ran.ended) == (None, "timeout")
    assert named(host.token) == []
    assert host.traces(ran, before) == []


def test_what_was_reported_before_the_time_was_up_comes_back(name: str, host: Outside) -> None:
    code = "import os, time; open(os.environ['SUTURE_REPORT_DIR'] + '/r', 'w').write('kept'); time.sleep(9)"
    job = Job(("python3", "-c", code), host.tree, seconds=0.5, report="r")
    assert backend(name).run(job).report == b"kept"
