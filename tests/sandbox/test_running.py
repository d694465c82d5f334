"""What must work inside: the programs that test suites are made of, and what a job asks for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.errors import ToolError, UsageError
from agent.ports import Job
from agent.sandbox import interpreter_binds
from tests.doubles.sandbox_outside import Outside, named, outside, wait_for
from tests.sandbox.backends import NAMES, attack, backend, python

pytestmark = pytest.mark.parametrize("name", NAMES)
BINDS = interpreter_binds(Path(sys.executable))


@pytest.fixture
def host() -> Iterator[Outside]:
    with outside() as built:
        yield built


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    return folder


def test_pytest_runs_in_a_virtual_environment_and_reports(name: str, tree: Path) -> None:
    (tree / "test_it.py").write_text(
        "import subprocess, sys\n"
        "def test_subprocess():\n    assert subprocess.check_output([sys.executable, '-c', 'print(6*7)']) == b'42\\n'\n"
        "def test_temporary(tmp_path):\n    (tmp_path / 'x').write_text('x')\n"
        "def test_wrong():\n    assert 1 == 2\n"
    )
    command = (sys.executable, "-m", "pytest", "-q", "--rootdir=.", "-p", "no:cacheprovider")
    argv = ("sh", "-c", f'exec {" ".join(command)} --junitxml="$SUTURE_REPORT_DIR/j.xml"')
    ran = backend(name).run(Job(argv, tree, readonly=BINDS, report="j.xml", seconds=60))
    assert ran.status == 1, ran.output
    assert ran.report is not None and b'tests="3"' in ran.report and b'failures="1"' in ran.report
    assert [path.name for path in tree.iterdir()] == ["test_it.py"]


def test_node_runs_its_tests_with_modules_laid_over(name: str, tree: Path, tmp_path: Path) -> None:
    if shutil.which("node", path="/usr/bin:/usr/local/bin") is None:
        pytest.skip("no node below /usr")
    module = tmp_path / "modules" / "twice"
    module.mkdir(parents=True)
    (module / "index.js").write_text("module.exports = n => 2 * n\n")
    (tree / "it.test.js").write_text(
        "const test = require('node:test'), assert = require('assert'), twice = require('twice')\n"
        "test('twice', () => assert.equal(twice(21), 42))\n"
    )
    job = Job(("node", "--test"), tree, overlay=(("node_modules", tmp_path / "modules"),), seconds=60)
    ran = backend(name).run(job)
    assert ran.status == 0, ran.output
    assert "# pass 1" in ran.output or "pass 1" in ran.output


@pytest.mark.parametrize("program", ["python3", "node", "npm", "git"])
def test_the_usual_programs_are_found(name: str, program: str, tree: Path) -> None:
    if shutil.which(program, path="/usr/bin:/usr/local/bin") is None:
        pytest.skip(f"no {program} below /usr")
    assert backend(name).run(Job((program, "--version"), tree, seconds=60)).status == 0


def test_a_server_of_its_own_answers_inside_bubblewrap(name: str, tree: Path) -> None:
    code = (
        "import socket; s = socket.create_server(('127.0.0.1', 0)); c = socket.create_connection(s.getsockname());"
        "s.accept()[0].send(b'hello'); print(c.recv(9))"
    )
    ran = backend(name).run(Job(python(code), tree))
    assert (ran.status == 0) is (name == "bubblewrap"), ran.output


def test_a_pair_of_sockets_and_a_pipe_work(name: str, tree: Path) -> None:
    code = (
        "import asyncio, socket, sys\n"
        "async def main():\n"
        "    p = await asyncio.create_subprocess_exec(sys.executable, '-c', 'print(1)', stdout=-1)\n"
        "    print(await p.communicate())\n"
        "    q = await asyncio.create_subprocess_exec(sys.executable, '-c', 'import time; time.sleep(9)')\n"
        "    q.terminate(); print(await q.wait())\n"
        "asyncio.run(main())\n"
    )
    ran = backend(name).run(Job(python(code), tree))
    assert ran.output == "(b'1\\n', None)\n-15\n"


def test_the_environment_is_exactly_what_was_asked_for(name: str, tree: Path) -> None:
    env = (("A", "1"), ("PATH", "/nowhere"))
    ran = backend(name).run(Job(("/usr/bin/env",), tree, env=env))
    found = dict(line.split("=", 1) for line in ran.output.splitlines())
    assert set(found) == {"A", "PATH", "HOME", "LANG", "TMPDIR"}
    assert found["PATH"].startswith("/usr/") and found["LANG"] == "C.UTF-8"


def test_what_a_job_shows_comes_first_on_the_path(name: str, tree: Path, tmp_path: Path) -> None:
    tool = tmp_path / "tools" / "bin" / "python3"
    tool.parent.mkdir(parents=True)
    tool.write_text("#!/bin/sh\necho mine\n")
    tool.chmod(0o755)
    ran = backend(name).run(Job(("python3",), tree, readonly=(tmp_path / "tools",)))
    assert ran.output == "mine\n"


def test_the_exit_status_and_both_streams_come_back(name: str, tree: Path) -> None:
    ran = backend(name).run(Job(("sh", "-c", "echo out; echo err >&2; echo out; exit 7"), tree))
    assert (ran.status, ran.output, ran.ended, ran.report) == (7, "out\nerr\nout\n", "", None)


def test_a_program_killed_by_a_signal_has_a_negative_status(name: str, tree: Path) -> None:
    assert backend(name).run(Job(("sh", "-c", "kill -SEGV $$"), tree)).status == -11


def test_a_program_that_kills_its_launcher_has_failed(name: str, tree: Path) -> None:
    code = "import os, time\nfor pid in (os.getppid(), -1):\n  try: os.kill(pid, 9)\n  except OSError: pass\nos._exit(3)"
    ran = backend(name).run(Job(python(code), tree))
    assert (ran.status, ran.report) in ((3, None), (-9, None))


def test_a_program_that_is_missing_ends_with_127(name: str, tree: Path) -> None:
    ran = backend(name).run(Job(("no-such-program",), tree))
    assert (ran.status, ran.output) == (127, "no-such-program: not found in the sandbox\n")


def test_workflow_commands_in_output_are_broken_up(name: str, tree: Path) -> None:
    ran = backend(name).run(Job(("sh", "-c", r"printf '::set-env name=A::b\n\033[31mred\n'"), tree))
    assert ran.output == ":\\:set-env name=A::b\n\\x1b[31mred\n"


def test_the_work_is_always_done_on_a_copy(name: str, host: Outside) -> None:
    before = host.mark()
    code = (
        "import os; print(sorted(os.listdir('.')), os.path.islink('link'), oct(os.stat('run.sh').st_mode)[-3:])\n"
        "os.unlink('link'); open('code.py', 'w').write('x'); open('new', 'w').write('x'); print(open('code.py').read())"
    )
    script = host.tree / "run.sh"
    script.write_text("exit")
    script.chmod(0o700)
    before = host.mark()
    ran = attack(backend(name), host, code)
    assert ran.output == "['code.py', 'link', 'run.sh'] True 755\nx\n"
    assert host.traces(ran, before) == []


def test_folders_shown_and_laid_over_cannot_be_changed(name: str, host: Outside, tmp_path: Path) -> None:
    shown, laid = tmp_path / "shown", tmp_path / "laid"
    for folder in (shown, laid):
        folder.mkdir(mode=0o777)
        (folder / "f").write_text("old")
        (folder / "f").chmod(0o666)
    code = (
        f"import os\nfor p in ('{shown}', 'deep/er'):\n"
        "    print(open(p + '/f').read())\n"
        "    for act in (lambda: open(p + '/f', 'w'), lambda: open(p + '/g', 'w'), lambda: os.unlink(p + '/f'),\n"
        "                lambda: os.truncate(p + '/f', 0), lambda: os.rename(p + '/f', p + '/h')):\n"
        "        try: act(); print('changed')\n"
        "        except OSError: pass\n"
        "open('deep/own', 'w').write('x')\n"
    )
    job = Job(python(code), host.tree, readonly=(shown,), overlay=(("deep/er", laid),))
    ran = backend(name).run(job)
    assert ran.output == "old\nold\n"
    assert all(
        (folder / "f").read_text() == "old" and len(list(folder.iterdir())) == 1 for folder in (shown, laid)
    )


def test_dependency_set_up_works_in_place_and_keeps_what_it_wrote(name: str, host: Outside) -> None:
    code = "import os; os.mkdir('made'); open('made/f', 'w').write(os.getcwd()); os.chmod('made/f', 0o755)"
    ran = backend(name).run(Job(python(code), host.tree, in_place=True))
    assert ran.status == 0, ran.output
    made = host.tree / "made" / "f"
    assert made.read_text()
    assert made.stat().st_uid == host.tree.stat().st_uid == os.geteuid()


@pytest.mark.parametrize("network", [True, False])
def test_only_a_job_that_asks_for_it_has_the_network(name: str, network: bool, host: Outside) -> None:
    code = "import socket, os; socket.create_connection(('127.0.0.1', int(os.environ['TCP'])), 1)"
    before = host.mark()
    job = Job(python(code), host.tree, env=host.env(), network=network, in_place=True)
    ran = backend(name).run(job)
    assert ("connection" in host.traces(ran, before)) is network


@pytest.mark.parametrize("address", ["E['OUTSIDE'] + '/stream'", "'\\0' + E['TOKEN'] + '-stream'"])
def test_the_network_brings_no_unix_sockets_along(name: str, address: str, host: Outside) -> None:
    before = host.mark()
    code = f"import socket, os; E = os.environ; socket.socket(1, 1).connect({address})"
    ran = backend(name).run(Job(python(code), host.tree, env=host.env(), network=True))
    assert host.traces(ran, before) == [] and ran.status == 1


def test_a_tree_that_does_not_fit_is_an_error_with_a_hint(name: str, tree: Path) -> None:
    (tree / "big").write_bytes(bytes(40 << 20))
    sandbox = backend(name, disk_mb=16)
    if name == "bubblewrap":
        with pytest.raises(ToolError, match="No space left"):
            sandbox.run(Job(("true",), tree))
    else:
        assert sandbox.run(Job(("sleep", "3"), tree)).ended == "disk"


@pytest.mark.parametrize("path", ["../out", "/etc", "", "a/../../b"])
def test_an_overlay_outside_the_copy_is_refused(name: str, path: str, tree: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="leaves the working copy"):
        backend(name).run(Job(("true",), tree, overlay=((path, tmp_path),)))


@pytest.mark.parametrize("path", [Path("/"), Path("/etc"), Path.home()])
def test_a_folder_that_is_too_wide_is_refused(name: str, path: Path, tree: Path) -> None:
    with pytest.raises(UsageError, match="too much"):
        backend(name).run(Job(("true",), tree, readonly=(path,)))


def test_deep_and_locked_folders_are_cleared_away(name: str, tree: Path) -> None:
    code = "os.mkdir('locked', 0)\nfor _ in range(300): os.mkdir('d' * 50); os.chdir('d' * 50)\n"
    ran = backend(name).run(Job(python("import os; print(os.getcwd());" + code), tree))
    assert ran.status == 0
    assert not Path(ran.output.strip()).parent.joinpath("src").exists()


def test_several_run_at_once(name: str, tree: Path) -> None:
    sandbox = backend(name)
    with ThreadPoolExecutor(4) as pool:
        runs = list(
            pool.map(lambda i: sandbox.run(Job(("sh", "-c", f"sleep 0.1; echo {i}"), tree)), range(8))
        )
    assert [ran.output for ran in runs] == [f"{i}\n" for i in range(8)]


def test_a_killed_host_leaves_nothing_running(name: str, host: Outside, tmp_path: Path) -> None:
    backend(name)
    program = (
        "import sys\nfrom pathlib import Path\nfrom agent.ports import Job\nfrom agent.sandbox import choose\n"
        "from agent.settings import SandboxSettings\n"
        f"box = choose(SandboxSettings(backend={name!r}))\n"
        "code = 'import ctypes, os, time; ctypes.CDLL(None).prctl(15, os.environ[\"TOKEN\"].encode());'\n"
        "code += 'os.fork(); os.setsid() if os.getpid() != os.getsid(0) else 0; print(1); time.sleep(60)'\n"
        "print('go', flush=True)\n"
        f"box.run(Job((sys.executable, '-c', code), Path({str(host.tree)!r}), env=(('TOKEN', {host.token!r}),),\n"
        f"    readonly=tuple(map(Path, {tuple(map(str, BINDS))!r}))))\n"
    )
    root = Path(__file__).parents[2]
    # Nobody is left to remove the throwaway copy of a host that was killed.
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    before = host.mark()
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=root, env=env, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert wait_for(lambda: len(named(host.token)) == 2)
        child.kill()
        child.wait()
    assert wait_for(lambda: named(host.token) == [])
    assert host.traces(None, before) == []
