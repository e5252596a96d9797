"""What is done with the package on the booted system, and what has to come of it."""
import glob
import gzip
import json
import os
import re
import subprocess
import time

from feed import Feed
from machine import Unable

CONFIGURATION = """
sources:
  - {name: windows, path: /var/log/windows/sysmon.xml, read_from: start}
detections:
  enable: [BITS Job Persistence]
  overrides:
    # Every minute over the last two full ones, so that results come soon and windows overlap none.
    BITS Job Persistence: {cron: "* * * * *", earliest: -1m@m, latest: "@m"}
state: {checkpoint_interval: 1s}
"""

INPUTS = CONFIGURATION.replace("detections:", """
  - {name: relay, path: /var/log/windows/20*.xml, read_from: start}
  - {name: syslog, syslog: {listen: "systemd:syslog"}}
  - {name: journal, journal: {matches: [SYSLOG_IDENTIFIER=sysmon]}, read_from: start}
detections:""".lstrip("\n"))

EMIT = """
emit: {directory: /var/log/riskd/spool, collector: cell, segment_age: 1s}
"""

DROP_IN = """
[Service]
WatchdogSec=8s
RestartSec=500ms
"""

RSYSLOG = """
global(maxMessageSize="64k")
module(load="imfile")
template(name="line" type="string" string="%msg%\\n")
ruleset(name="out") { action(type="omfile" file="/var/log/forwarded.ndjson" template="line") }
input(type="imfile" file="/var/log/riskd/events.ndjson" tag="riskd" ruleset="out"
      PersistStateInterval="1" reopenOnTruncate="off")
"""


SINK = """output:
  sinks: [{name: splunk, hec: {url: "http://localhost:8088", batch_delay: 0}}]
"""

# Takes what an HTTP Event Collector would, into a file; 403 for another token.
COLLECTOR = """
import gzip, http.server, sys

class Collector(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        known = self.headers['Authorization'] == 'Splunk a-token'
        if known:
            with open(sys.argv[1], 'ab') as file:
                file.write(gzip.decompress(body))
        answer = b'{"text":"Success","code":0}' if known else b'{"text":"Invalid token","code":4}'
        self.send_response(200 if known else 403)
        self.send_header('Content-Length', str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

http.server.HTTPServer(('127.0.0.1', 8088), Collector).serve_forever()
"""


class Failed(Exception):
    pass


def run(machine, package, checkout):
    """Runs the steps in order; the first that fails ends them, with what the journal says."""
    day = Day(machine, package, checkout)
    for step in (day.install, day.start, day.first_results, day.journal, day.status, day.metrics,
                 day.sandbox, day.reload, day.emit, day.inputs, day.network, day.kill, day.watchdog,
                 day.rotate, day.upgrade, day.results, day.idle, day.refuse, day.remove, day.purge):
        started = time.monotonic()
        try:
            seen = step()
        except (AssertionError, subprocess.TimeoutExpired, OSError, ValueError, KeyError) as error:
            log = machine.run("journalctl", "-t", "riskd", "-t", "systemd", "-n", "400", "--no-pager",
                              check=False).stdout
            log = "\n".join([line for line in log.split("\n") if "An instance of" not in line][-40:])
            raise Failed("%s: %s\n%s" % (step.__doc__, error, log))
        print("ok - %s: %s (%.0f s)" % (step.__doc__, seen, time.monotonic() - started), flush=True)


def expect(condition, text):
    if not condition:
        raise AssertionError(text)


def text(path):
    """Nothing where there is no such file."""
    if not os.path.exists(path):
        return ""
    with open(path, errors="replace") as file:
        return file.read()


class Day:
    def __init__(self, machine, package, checkout):
        self.m = machine
        self.package = package
        self.checkout = checkout
        self.feed = Feed(machine.path("/var/log/windows/sysmon.xml"))
        self.forwarded = False

    # What is looked at again and again

    def show(self, name):
        return self.m.out("systemctl", "show", "-P", name, "riskd")

    def output_lines(self):
        """All lines of the output, those of rotated files too, in their order."""
        lines = []
        files = glob.glob(self.m.path("/var/log/riskd/events.ndjson*"))
        number = re.compile(r"\.(\d+)")
        order = lambda path: -int((number.search(path) or [0, 0])[1])
        for path in sorted(files, key=order):
            data = gzip.open(path).read() if path.endswith(".gz") else open(path, "rb").read()
            expect(data.endswith(b"\n") or not data, "%s ends within a line" % path)
            lines += data.decode().split("\n")[:-1]
        return lines

    def records(self):
        return [json.loads(line) for line in self.output_lines()]

    def wait(self, seconds, text, condition):
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError("not within %d s: %s" % (seconds, text))
            if time.monotonic() > self.m.deadline:
                raise Unable("the time is over")
            time.sleep(0.25)

    def wait_for_results(self, seconds=150):
        """Until every event that was fed is in the output; then each is there once."""
        wanted = set(self.feed.written)
        seen = lambda: {record["process"] for record in self.records() if "process" in record}
        self.wait(seconds, "all %d events in the output" % len(wanted), lambda: wanted <= seen())
        keys = [(record["process"], record["event_type"], record.get("risk_object"))
                for record in self.records() if record.get("revision") == 1]
        expect(len(keys) == len(set(keys)), "a record is in the output twice")
        ids = [record["event_id"] for record in self.records()]
        expect(len(ids) == len(set(ids)), "an event_id is in the output twice")
        return "%d events, %d records, each once" % (len(wanted), len(ids))

    def open_socket(self, unit):
        """systemd opens no socket for a service that runs already."""
        self.m.run("systemctl", "enable", unit)
        self.m.run("systemctl", "stop", "riskd")
        self.m.run("systemctl", "start", unit, "riskd")

    # Steps

    def install(self):
        """the package installs and starts nothing"""
        self.m.copy(self.package, "/riskd.deb")
        self.m.run("apt-get", "install", "-y", "--no-install-recommends", "/riskd.deb")
        expect(self.show("ActiveState") == "inactive", "the service runs already")
        groups = self.m.out("id", "-nG", "riskd").split()
        expect({"riskd", "adm", "systemd-journal"} <= set(groups), "groups of riskd: %s" % groups)
        verify = self.m.run("systemd-analyze", "verify", "--man=no", "/lib/systemd/system/riskd.service",
                            "/lib/systemd/system/riskd.socket", check=False)
        expect("riskd" not in verify.stderr, verify.stderr)
        for path in ("/usr/share/man/man1/riskd.1.gz", "/usr/share/man/man5/riskd.yaml.5.gz",
                     "/usr/share/bash-completion/completions/riskd", "/etc/riskd/riskd.yaml"):
            expect(os.path.exists(self.m.path(path)), "there is no " + path)
        self.m.run("riskd", "check", "--quiet")
        return "riskd %s, user in %s" % (self.m.out("riskd", "--version"), ",".join(groups))

    def start(self):
        """one file edited, enable --now"""
        self.m.run("install", "-d", "-m", "750", "-o", "root", "-g", "adm", "/var/log/windows")
        self.feed.create()
        self.m.run("chown", "root:adm", "/var/log/windows/sysmon.xml")
        self.m.run("chmod", "640", "/var/log/windows/sysmon.xml")
        self.m.write("/etc/riskd/riskd.yaml", CONFIGURATION)
        self.m.write("/etc/systemd/system/riskd.service.d/test.conf", DROP_IN)
        self.m.write("/etc/rsyslog.d/riskd.conf", RSYSLOG)
        self.m.run("systemctl", "daemon-reload")
        self.m.run("systemctl", "restart", "rsyslog")
        self.m.run("systemctl", "enable", "--now", "riskd")
        expect(self.show("ActiveState") == "active", "the service does not run")
        log = self.m.out("journalctl", "-u", "riskd", "--no-pager", "-o", "cat")
        # Some machines do not let the limit of the unit (LimitNICE) be raised.
        limits = self.m.out("cat", "/proc/%s/limits" % self.show("MainPID"))
        nice = next(line.split()[-2] for line in limits.splitlines() if "nice priority" in line)
        complains = "thread priority" in log
        expect(not complains or int(nice) < 24, "the runtime complains: %s" % log[:300])
        return "STATUS=%s%s" % (
            self.show("StatusText"),
            "; the limit of nice values could not be raised (%s)" % nice if complains else "")

    def first_results(self):
        """fed events are risk events after the next trigger"""
        self.feed.write(40)
        return self.wait_for_results()

    def journal(self):
        """the journal has the risk events, by technique and object, and explains itself"""
        entries = self.m.out("journalctl", "-t", "riskd", "RISKD_MITRE=T1197", "-o", "json",
                             "--no-pager").split("\n")
        risk = [json.loads(entry) for entry in entries if '"RISKD_RISK_OBJECT"' in entry]
        expect(len(risk) == 80, "%d risk events in the journal, 80 in the file" % len(risk))
        expect({"RISKD_DETECTION", "RISKD_RISK_SCORE", "RISKD_EVENT_ID", "MESSAGE_ID"} <= set(risk[0]),
               "fields: %s" % sorted(risk[0]))
        one = self.m.out("journalctl", "-t", "riskd", "RISKD_RISK_OBJECT=user7", "--no-pager", "-o", "cat")
        expect(len(one.split("\n")) == 1, one)
        explained = self.m.out("journalctl", "-x", "-t", "riskd", "--no-pager")
        expect("Risk event: BITS Job Persistence for" in explained, explained[-2000:])
        expect("Subject: riskd started" in explained, explained[:2000])
        return "%d entries by RISKD_MITRE=T1197" % len(entries)

    def status(self):
        """riskd status says that all is well, to root and to the group only"""
        result = self.m.run("riskd", "status", check=False)
        expect(result.returncode == 0, "status %d\n%s%s" % (result.returncode, result.stdout, result.stderr))
        status = json.loads(self.m.out("riskd", "status", "--json"))
        expect(status["sources"][0]["events"] == len(self.feed.written), status["sources"])
        expect(status["output"]["risk_events"] == 80, status["output"])
        other = self.m.run("setpriv", "--reuid=nobody", "--clear-groups", "riskd", "status", check=False)
        expect(other.returncode == 3, "nobody gets an answer: %d" % other.returncode)
        member = self.m.run("setpriv", "--reuid=nobody", "--groups", "riskd", "riskd", "status", check=False)
        expect(member.returncode == 0, "a member of the group gets none: " + member.stderr)
        return self.show("StatusText")

    def metrics(self):
        """metrics come over a port that systemd holds, the daemon has no network"""
        self.open_socket("riskd-metrics.socket")
        text = self.m.out("curl", "-sS", "--max-time", "10", "http://127.0.0.1:9427/metrics")
        expect("riskd_health 0" in text, text[:1000])
        ready = self.m.out("curl", "-sS", "--max-time", "10", "http://127.0.0.1:9427/readyz")
        expect(ready == "ready", ready)
        other = self.m.out("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}",
                           "http://127.0.0.1:9427/status")
        expect(other == "404", "the port gives away names: %s" % other)
        return "%d lines" % len(text.split("\n"))

    def sandbox(self):
        """the running unit is exposed by at most 0.5"""
        report = self.m.run("systemd-analyze", "security", "--threshold=5", "--no-pager", "riskd.service",
                            check=False)
        expect(report.returncode == 0, report.stdout[-500:] + report.stderr)
        pid = self.show("MainPID")
        with open("/proc/%s/root/proc/%s/status" % (self.m.init, pid)) as file:
            fields = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
        expect(fields["Seccomp"] == "2" and int(fields["CapEff"], 16) == 0 and fields["NoNewPrivs"] == "1",
               "seccomp %(Seccomp)s, capabilities %(CapEff)s" % fields)
        return report.stdout.strip().split("\n")[-1].split(": ", 1)[1]

    def reload(self):
        """a reload with errors is refused with their place, one without comes into force"""
        pid = self.show("MainPID")
        self.m.write("/etc/riskd/riskd.yaml", CONFIGURATION + "limitz: {record_bytes: 1MiB}\n")
        refused = self.m.run("systemctl", "reload", "riskd", check=False)
        expect(refused.returncode != 0, "a reload with an error goes through")
        expect(self.show("ActiveState") == "active", "the service ended")
        log = self.m.out("journalctl", "-u", "riskd", "-n", "30", "--no-pager", "-o", "cat")
        expect('unknown key "limitz"' in log and "riskd.yaml:" in log, log)
        self.m.write("/etc/riskd/riskd.yaml", CONFIGURATION + "limits: {values_per_group: 500}\n")
        self.m.run("systemctl", "reload", "riskd")
        self.wait(20, "the message of the reload", lambda: "reloaded: " in self.m.out(
            "journalctl", "-t", "riskd", "-n", "20", "--no-pager", "-o", "cat"))
        expect(self.show("MainPID") == pid, "it is another process")
        return "refused with its line, then taken by the same process"

    def emit(self):
        """events for other engines wait in a spool that the group may empty, each once through kill -9"""
        self.m.write("/etc/riskd/riskd.yaml", CONFIGURATION + EMIT)
        self.m.run("systemctl", "reload", "riskd")
        spool = "/var/log/riskd/spool"
        taken = []

        def take():
            """What a forwarder in the group riskd does: reads closed segments and removes them."""
            script = "for f in %s/cell-*.ndjson; do [ ! -e $f ] || { cat $f && rm $f; }; done" % spool
            lines = self.m.out("setpriv", "--reuid=nobody", "--groups", "riskd", "bash", "-c", script)
            taken.extend(json.loads(line)["process"] for line in lines.split("\n")
                         if '"process"' in line)
            return taken

        self.wait(20, "the spool", lambda: os.path.isdir(self.m.path(spool)))
        first = len(self.feed.written)
        pid = self.show("MainPID")
        self.feed.write(30)
        time.sleep(0.7)
        self.m.run("kill", "-9", pid)
        self.feed.write(30)
        self.wait(30, "a new process", lambda: self.show("MainPID") not in (pid, "0")
                  and self.show("SubState") == "running")
        # So that the steps that follow have all their starts.
        self.m.run("systemctl", "reset-failed", "riskd")
        wanted = self.feed.written[first:]
        self.wait(60, "all %d events in segments" % len(wanted), lambda: len(take()) >= len(wanted))
        expect(sorted(taken) == sorted(wanted), "%d taken, %d wanted" % (len(taken), len(wanted)))
        self.m.write("/etc/riskd/riskd.yaml", CONFIGURATION)
        self.m.run("systemctl", "reload", "riskd")
        return "%d events, taken by a member of the group" % len(taken)

    def inputs(self):
        """syslog by a socket of systemd, the journal, and rsyslog as a relay arrive in the sandbox"""
        self.m.copy(os.path.join(self.checkout, "config/collectors/rsyslog.conf"),
                    "/etc/rsyslog.d/00-windows.conf")
        self.m.write("/etc/riskd/riskd.yaml", INPUTS)
        self.m.run("systemctl", "restart", "rsyslog")
        self.open_socket("riskd.socket")
        for event in self.feed.events(5):
            self.m.run("logger", "-n", "127.0.0.1", "-P", "5514", "--udp", "--size", "8192", "-t", "w", event)
        for event in self.feed.events(5):
            self.m.run("logger", "-n", "127.0.0.1", "-P", "5514", "--tcp", "--size", "8192", "-t", "w", event)
        for event in self.feed.events(5):
            self.m.run("logger", "-n", "127.0.0.1", "-P", "5140", "--tcp", "--size", "8192", "-t", "w", event)
        for event in self.feed.events(5):
            self.m.run("logger", "--size", "8192", "-t", "sysmon", event)
        seen = self.wait_for_results()
        status = json.loads(self.m.out("riskd", "status", "--json", check=False))
        counts = {source["name"]: source["events"] for source in status["sources"]}
        expect(counts["relay"] == 5 and counts["syslog"] == 10 and counts["journal"] == 5, counts)
        self.m.run("systemctl", "disable", "--now", "riskd.socket")
        self.m.write("/etc/riskd/riskd.yaml", CONFIGURATION)
        self.m.run("systemctl", "restart", "riskd")
        return "%s by %s" % (seen, counts)

    def network(self):
        """with the drop-in for the network it opens its port and reaches a collector itself"""
        self.m.run("systemctl", "disable", "--now", "riskd-metrics.socket")
        self.m.copy(self.m.path("/usr/share/riskd/riskd-network.conf"),
                    "/etc/systemd/system/riskd.service.d/network.conf")
        self.m.write("/etc/riskd/riskd.yaml", CONFIGURATION + SINK + 'metrics: {listen: "127.0.0.1:9999"}\n')
        self.m.write("/etc/credstore/riskd.token", "a-token\n", 0o600)
        taken = os.path.join(self.m.scratch, "collector")
        # It runs in the machine's network, with the Python of this one.
        collector = subprocess.Popen(["nsenter", "--target", self.m.init, "--net", "--", "python3", "-c",
                                      COLLECTOR, taken], stderr=subprocess.DEVNULL)
        self.m.run("systemctl", "daemon-reload")
        self.m.run("systemctl", "restart", "riskd")
        before = {record["event_id"] for record in self.records()}
        self.feed.write(5)
        self.wait_for_results()
        new = {record["event_id"] for record in self.records()} - before
        arrived = lambda: set(re.findall(r'(?:risk|source)_event_id=\\"([0-9a-f]+)', text(taken)))
        self.wait(30, "%d records at the collector" % len(new), lambda: len(new) > 0 and new <= arrived())
        collector.kill()
        collector.wait()
        health = self.m.out("curl", "-sS", "--max-time", "10", "http://127.0.0.1:9999/healthz")
        expect(health == "ok", health)
        report = self.m.run("systemd-analyze", "security", "--threshold=15", "--no-pager", "riskd.service",
                            check=False)
        expect(report.returncode == 0, report.stdout[-500:])
        os.remove(self.m.path("/etc/systemd/system/riskd.service.d/network.conf"))
        self.m.write("/etc/riskd/riskd.yaml", CONFIGURATION)
        self.m.run("systemctl", "daemon-reload")
        self.m.run("systemctl", "restart", "riskd")
        return "%d records; %s" % (len(new), report.stdout.strip().split("\n")[-1].split(": ", 1)[1])

    def kill(self):
        """kill -9 between events: it comes back"""
        restarts = int(self.show("NRestarts"))
        for round in range(3):
            self.feed.write(30)
            time.sleep(0.4 * round)
            pid = self.show("MainPID")
            self.feed.write(20, partial=True)
            self.m.run("kill", "-9", pid)
            self.feed.write(30)
            self.wait(30, "a new process", lambda: self.show("MainPID") not in (pid, "0")
                      and self.show("SubState") == "running")
        expect(int(self.show("NRestarts")) == restarts + 3, "restarts: " + self.show("NRestarts"))
        return "3 times, each with another process"

    def watchdog(self):
        """a stopped process is noticed by the watchdog and replaced"""
        pid = self.show("MainPID")
        self.m.run("systemctl", "reset-failed", "riskd")
        self.m.run("kill", "-STOP", pid)
        started = time.monotonic()
        self.wait(60, "a new process", lambda: self.show("MainPID") not in (pid, "0")
                  and self.show("SubState") == "running")
        seconds = time.monotonic() - started
        log = self.m.out("journalctl", "-u", "riskd", "-n", "30", "--no-pager", "-o", "cat")
        expect("Watchdog timeout" in log, log)
        return "after %.0f s with WatchdogSec=8s" % seconds

    def rotate(self):
        """logrotate while rsyslog tails, twice, with results between"""
        self.m.run("logrotate", "--force", "/etc/logrotate.d/riskd")
        self.feed.write(40)
        count = len(self.output_lines())
        self.wait(100, "more results", lambda: len(self.output_lines()) > count)
        self.m.run("logrotate", "--force", "/etc/logrotate.d/riskd")
        self.feed.write(20)
        rotated = sorted(os.listdir(self.m.path("/var/log/riskd")))
        expect(any(name.endswith(".gz") for name in rotated), "nothing was compressed: %s" % rotated)
        return " ".join(rotated)

    def results(self):
        """after kill, watchdog, rotation and upgrade every record is there, and at rsyslog, once"""
        seen = self.wait_for_results()
        lines = self.output_lines()

        def forwarded():
            with open(self.m.path("/var/log/forwarded.ndjson")) as file:
                return file.read().split("\n")[:-1]
        self.wait(30, "all lines at rsyslog", lambda: len(forwarded()) >= len(lines))
        # rsyslog puts a blank in front of a message.
        got = sorted(line.strip() for line in forwarded())
        expect(got == sorted(lines), "rsyslog has %d lines, the output %d" % (len(got), len(lines)))
        return "%s, %d lines at rsyslog" % (seen, len(got))

    def idle(self):
        """what it uses when nothing happens"""
        pid = self.show("MainPID")
        proc = "/proc/%s/root/proc/%s/" % (self.m.init, pid)

        def ticks():
            with open(proc + "stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            return int(fields[11]) + int(fields[12])
        seconds, before = 20, ticks()
        time.sleep(seconds)
        share = (ticks() - before) / os.sysconf("SC_CLK_TCK") / seconds
        with open(proc + "status") as file:
            fields = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
        expect(share < 0.05, "%.1f %% of a core" % (share * 100))
        return "%.2f %% of a core, resident %s, %s threads" % (
            share * 100, fields["VmRSS"].strip(), fields["Threads"])

    def upgrade(self):
        """an upgrade keeps the configuration and goes on with the new program"""
        pid = self.show("MainPID")
        before = open(self.m.path("/etc/riskd/riskd.yaml")).read()
        built = subprocess.run(
            [os.path.join(self.checkout, "packaging/repack"), self.package, "+next",
             os.path.join(self.m.scratch, "next.deb")], capture_output=True, text=True)
        expect(built.returncode == 0, built.stderr)
        self.m.copy(os.path.join(self.m.scratch, "next.deb"), "/next.deb")
        self.m.run("env", "DEBIAN_FRONTEND=noninteractive", "dpkg", "--force-confold", "-i", "/next.deb")
        expect(open(self.m.path("/etc/riskd/riskd.yaml")).read() == before, "the configuration changed")
        expect(self.show("MainPID") not in (pid, "0"), "the old process still runs")
        self.feed.write(10)
        return self.m.out("dpkg-query", "-W", "riskd").replace("\t", " ")

    def refuse(self):
        """a configuration with errors is not tried again and again"""
        self.m.run("systemctl", "stop", "riskd")
        self.m.write("/etc/riskd/riskd.yaml", CONFIGURATION + "profile: spunk\n")
        self.m.run("systemctl", "start", "riskd", check=False)
        time.sleep(2)
        expect(self.show("ActiveState") == "failed" and self.show("ExecMainStatus") == "78",
               "%s with %s" % (self.show("ActiveState"), self.show("ExecMainStatus")))
        log = self.m.out("journalctl", "-t", "riskd", "-n", "5", "--no-pager", "-o", "cat")
        expect('did you mean "splunk"' in log, log)
        return "exit status 78, no restart"

    def remove(self):
        """removing keeps configuration and results"""
        self.m.run("dpkg", "-r", "riskd")
        expect(not os.path.exists(self.m.path("/usr/bin/riskd")), "the program is still there")
        for path in ("/etc/riskd/riskd.yaml", "/var/log/riskd", "/var/lib/riskd"):
            expect(os.path.exists(self.m.path(path)), path + " is gone")
        return "as it should"

    def purge(self):
        """purging leaves nothing"""
        self.m.run("dpkg", "-P", "riskd")
        for path in ("/etc/riskd", "/var/log/riskd", "/var/lib/riskd", "/etc/logrotate.d/riskd",
                     "/etc/systemd/system/multi-user.target.wants/riskd.service"):
            expect(not os.path.lexists(self.m.path(path)), path + " is still there")
        return "as it should"
