import subprocess
from subprocess import check_output

branch = "main"
# ruleid: python-shell-with-argument-list
subprocess.run(["git", "status"], shell=False)
subprocess.run(
    ["git", "log", branch],
    cwd="/srv/repo",
    # ruleid: python-shell-with-argument-list
    shell=False,
    check=True,
)
# ruleid: python-shell-with-argument-list
text = check_output(["ls", "-l"], shell=False, text=True)
# ruleid: python-shell-with-argument-list
child = subprocess.Popen(["make", "all"], shell=False)

# ok: python-shell-with-argument-list
subprocess.run(["git", "status"])
# ok: python-shell-with-argument-list
subprocess.run(["git", "status"], shell=False)
# ok: python-shell-with-argument-list
subprocess.run("git log | head -1", shell=True)
command = ["git", "status"]
# ok: python-shell-with-argument-list
subprocess.run(command)
