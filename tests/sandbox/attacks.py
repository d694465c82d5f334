"""Attacks as small Python programs. Each finds its way by the variables of `Outside.env`.

A program that gets something prints it, prints ESCAPED, or leaves a trace that the test looks for. Those that
are `open` succeed without a sandbox, which a test demands: an attack that never works proves nothing. They are
run on the machine itself, so an open attack may touch nothing but what `Outside` built.
"""

from __future__ import annotations

from dataclasses import dataclass

COMMON = """
import ctypes, os, socket, sys, threading, time, mmap, resource, subprocess, signal
E = os.environ
OUT = "ESC" + "APED"  # in two, for /proc shows this very text
helper = int(E["HELPER"])
libc = ctypes.CDLL(None, use_errno=True)
def name_me():
    libc.prctl(15, E["TOKEN"].encode(), 0, 0, 0)
def done(answer):
    if answer == 0:
        print(OUT)
"""


@dataclass(frozen=True)
class Attack:
    name: str
    code: str
    open: bool = True

    @property
    def program(self) -> str:
        return COMMON + self.code


SECRETS = (
    Attack("own environment", "print(dict(E))", open=False),
    Attack(
        "environment of the parents",
        """
pid = os.getpid()
while pid > 1:
    pid = int(open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[1])
    print(pid, open(f"/proc/{pid}/environ").read())
""",
        open=False,
    ),
    Attack(
        "environment of every process",
        """
for pid in filter(str.isdecimal, os.listdir("/proc")):
    try: print(open(f"/proc/{pid}/environ").read())
    except OSError: pass
""",
    ),
    Attack(
        "command line of every process",
        """
for pid in filter(str.isdecimal, os.listdir("/proc")):
    try: print(open(f"/proc/{pid}/cmdline").read())
    except OSError: pass
""",
    ),
    Attack("command line of a known process", "print(open(f'/proc/{helper}/cmdline').read())"),
    Attack("file outside", "print(open(E['SECRET']).read())"),
    Attack("file through a link of our own", "os.symlink(E['SECRET'], 'mine'); print(open('mine').read())"),
    Attack("file through a link in the tree", "print(open('link').read())"),
    Attack("file through a hard link", "os.link(E['SECRET'], 'mine'); print(open('mine').read())"),
    Attack("file through another root", "print(open(f'/proc/{helper}/root{E[\"SECRET\"]}').read())"),
    Attack("open file of another process", "print(open(f'/proc/{helper}/fd/0').read())"),
    Attack(
        "inherited descriptors",
        """
for fd in range(3, 200):
    try: print(os.pread(fd, 100, 0))
    except OSError: pass
""",
        open=False,
    ),
    Attack(
        "memory of another process",
        """
area = next(l for l in open(f"/proc/{helper}/maps") if "[stack]" in l).split()[0].split("-")
with open(f"/proc/{helper}/mem", "rb") as file:
    file.seek(int(area[0], 16))
    print(file.read(int(area[1], 16) - int(area[0], 16)))
""",
    ),
    Attack("ptrace", "done(libc.ptrace(16, helper, 0, 0))"),
    Attack("shared memory of the host", "print(open('/dev/shm/' + E['TOKEN']).read())"),
)

NETWORK = (
    Attack("TCP", "socket.create_connection(('127.0.0.1', int(E['TCP'])), 1)"),
    Attack(
        "TCP by a shell", "subprocess.run(['bash', '-c', f'echo hello > /dev/tcp/127.0.0.1/{E[\"TCP\"]}'])"
    ),
    Attack("UDP", "socket.socket(2, 2).sendto(b'x', ('127.0.0.1', int(E['UDP'])))"),
    Attack("UNIX stream", "socket.socket(1, 1).connect(E['OUTSIDE'] + '/stream')"),
    Attack("UNIX datagram", "socket.socket(1, 2).sendto(b'x', E['OUTSIDE'] + '/datagram')"),
    Attack(
        "UNIX datagram from a pair",
        """
socket.socketpair(1, 2)[0].sendto(b"x", E["OUTSIDE"] + "/datagram")
""",
    ),
    Attack(
        "UNIX datagram in a message",
        """
socket.socketpair(1, 2)[0].sendmsg([b"x"], [], 0, E["OUTSIDE"] + "/datagram")
""",
    ),
    Attack("abstract stream", "socket.socket(1, 1).connect('\\0' + E['TOKEN'] + '-stream')"),
    Attack("abstract datagram", "socket.socket(1, 2).sendto(b'x', '\\0' + E['TOKEN'] + '-datagram')"),
    Attack(
        "vsock, packet and netlink",
        """
for family, kind in ((40, 1), (17, 3), (16, 3)):
    try: socket.socket(family, kind); print(OUT)
    except OSError: pass
""",
    ),
    Attack(
        "System V shared memory",
        """
segment = libc.shmget(0, 4096, 0o1666)
libc.shmctl(segment, 0, None)
done(min(0, segment))
""",
    ),
    Attack(
        "POSIX message queue",
        "done(min(0, libc.syscall(240, b'q' + E['TOKEN'].encode(), 0o102, 0o600, 0)))",
        open=False,
    ),
)

WRITES = (
    Attack("new file", "open(E['OUTSIDE'] + '/new', 'w').write('x')"),
    Attack("overwrite", "open(E['SECRET'], 'w').write('x')"),
    Attack("truncate", "os.truncate(E['SECRET'], 0)"),
    Attack("rename", "os.rename(E['SECRET'], E['OUTSIDE'] + '/moved')"),
    Attack("remove", "os.unlink(E['SECRET'])"),
    Attack("mode", "os.chmod(E['SECRET'], 0o4777)"),
    Attack("time", "os.utime(E['SECRET'], (1, 1))"),
    Attack("link to a folder", "os.symlink(E['OUTSIDE'], 'd'); open('d/new', 'w').write('x')"),
    Attack("link in the tree", "open('link', 'w').write('x')"),
    Attack("tree that was passed in", "open(E['TREE'] + '/code.py', 'w').write('x')"),
    Attack("new file in the tree passed in", "open(E['TREE'] + '/conftest.py', 'w').write('x')"),
    Attack(
        "origin inside",
        "os.chmod('/run/origin/code.py', 0o777); open('/run/origin/code.py', 'w')",
        open=False,
    ),
    Attack("working copy", "open('code.py', 'w').write('x'); os.unlink('link')", open=False),
)

SURVIVORS = (
    Attack(
        "double fork",
        """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        name_me(); time.sleep(60)
    os._exit(0)
time.sleep(0.1)
""",
        open=False,
    ),
    Attack(
        "background shell job",
        """
subprocess.Popen(["sh", "-c", "(trap '' TERM HUP; sleep 0.1; sleep 60) &"], start_new_session=True)
if os.fork() == 0:
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65)); name_me(); os.setsid()
    while True: time.sleep(1)
""",
        open=False,
    ),
    Attack(
        "kill those who watch",
        """
if os.fork() == 0:
    os.setsid()
    name_me(); time.sleep(60)
time.sleep(0.1)
for pid in (os.getppid(), -1):
    try: os.kill(pid, 9)
    except OSError: pass
""",
        open=False,
    ),
    Attack(
        "a family that keeps forking",
        """
if os.fork() == 0:
    os.setsid(); name_me()
    until = time.time() + 5
    while time.time() < until:
        if os.fork(): os._exit(0)
    time.sleep(60)
time.sleep(0.2)
""",
        open=False,
    ),
)

PRIVILEGE = (
    Attack("become root", "os.setuid(0); os.setgid(0); print(OUT if os.geteuid() == 0 else '')"),
    Attack(
        "setuid programs",
        """
for line in open("/proc/self/status"):
    if line.startswith("NoNewPrivs") and line.split()[1] == "0": print(OUT)
""",
    ),
    Attack(
        "capabilities",
        """
for line in open("/proc/self/status"):
    if line.startswith(("CapEff", "CapPrm")) and int(line.split()[1], 16) & ~4: print(OUT)
""",
    ),
    Attack("user namespace", "done(libc.unshare(0x10000000))"),
    Attack("user namespace by clone", "done(min(0, libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)))"),
    Attack("namespace by a program", "done(subprocess.run(['unshare', '-Ur', 'true']).returncode)"),
    Attack("mount", "done(libc.mount(b'none', b'/tmp', b'tmpfs', 0, None))", open=False),
    Attack(
        "change of root",
        "os.mkdir('r'); os.chroot('r'); os.chdir('..'); print(OUT if os.listdir('.') else '')",
    ),
    Attack("kill another process", "os.kill(helper, 9); time.sleep(0.1)"),
    Attack("priority of another process", "os.setpriority(0, helper, 5)"),
    Attack("limits of another process", "resource.prlimit(helper, resource.RLIMIT_NOFILE, (64, 64))"),
    Attack("processors of another process", "os.sched_setaffinity(helper, {0})"),
    Attack(
        "raise own limits",
        "resource.setrlimit(resource.RLIMIT_NPROC, (100000, 100000)); print(OUT)",
        open=False,
    ),
    Attack(
        "kernel interfaces",
        """
for number in (321, 298, 323, 425, 250, 248, 304):
    ctypes.set_errno(0)
    libc.syscall(number, 0, 0, 0, 0, 0)
    if ctypes.get_errno() not in (1, 38): print(OUT, number)
""",
    ),
)

HELD = (*SECRETS, *NETWORK, *WRITES, *SURVIVORS, *PRIVILEGE)
