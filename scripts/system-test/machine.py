"""A Debian that is booted by its own systemd in a container without a network."""
import os
import shutil
import signal
import subprocess
import time

# /run may be on a disk and the control groups those of version 1: the container gets its own.
BOOT = """
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/systemd /run/lock
umount -R /sys/fs/cgroup 2>/dev/null || true
mount -t cgroup2 cgroup2 /sys/fs/cgroup
exec systemd-nspawn --quiet --directory="$1" --register=no --keep-unit --private-network --boot \
  --console=read-only
"""


class Unable(Exception):
    """The machine does not allow the test, which says nothing about riskd."""


class Machine:
    def __init__(self, template, scratch, deadline):
        self.template = template
        self.root = os.path.join(scratch, "root")
        self.scratch = scratch
        self.deadline = deadline

    def __enter__(self):
        subprocess.run(["cp", "-a", "--reflink=auto", self.template, self.root], check=True)
        with open(os.path.join(self.root, "etc/machine-id"), "w"):
            pass
        # A hostname that resolves, and nothing that waits for a network.
        with open(os.path.join(self.root, "etc/hostname"), "w") as file:
            file.write("collector\n")
        # The journal's files outlive this boot's /run.
        os.makedirs(os.path.join(self.root, "var/log/journal"), exist_ok=True)
        self.boot()
        return self

    def boot(self):
        self.log = open(os.path.join(self.scratch, "console"), "ab")
        self.container = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "bash", "-ec", BOOT, "boot", self.root],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT)
        self.init = self.wait_for_init()
        started = time.monotonic()
        while time.monotonic() - started < 60:
            state = self.run("systemctl", "is-system-running", check=False).stdout.strip()
            if state in ("running", "degraded"):
                return
            time.sleep(0.3)
        raise Unable("systemd did not come up in the container")

    def wait_for_init(self):
        started = time.monotonic()
        while time.monotonic() - started < 60:
            if self.container.poll() is not None:
                with open(os.path.join(self.scratch, "console"), errors="replace") as console:
                    tail = " ".join(console.read().split())[-300:]
                raise Unable("systemd-nspawn does not work here: " + tail)
            children = "/proc/%d/task/%d/children" % (self.container.pid, self.container.pid)
            with open(children) as file:
                for child in file.read().split():
                    with open("/proc/%s/comm" % child) as comm:
                        if comm.read().strip() in ("systemd", "init"):
                            return child
            time.sleep(0.1)
        raise Unable("the container has no init")

    def __exit__(self, *_):
        if self.container.poll() is None:
            # What systemd-nspawn takes for "power off"; after that it is ended with all in it.
            self.container.send_signal(signal.SIGTERM)
            try:
                self.container.wait(15)
            except subprocess.TimeoutExpired:
                self.container.kill()
                self.container.wait()
        self.log.close()

    def run(self, *command, check=True, timeout=None):
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise Unable("the time is over")
        try:
            result = subprocess.run(
                ["nsenter", "--target", self.init, "--all", "--", *command],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                timeout=min(left, timeout or 180))
        except subprocess.TimeoutExpired:
            if time.monotonic() >= self.deadline:
                raise Unable("the time is over")
            raise
        if check and result.returncode != 0:
            raise AssertionError("%s: status %d\n%s%s" % (
                " ".join(command), result.returncode, result.stdout[-4000:], result.stderr[-4000:]))
        return result

    def out(self, *command, **options):
        return self.run(*command, **options).stdout.strip()

    def path(self, path):
        return self.root + path

    def write(self, path, text, mode=0o644):
        os.makedirs(os.path.dirname(self.path(path)), exist_ok=True)
        with open(self.path(path), "w") as file:
            file.write(text)
        os.chmod(self.path(path), mode)

    def copy(self, source, path):
        shutil.copy(source, self.path(path))
