"""Process creations as Sysmon logs them, each with a command line and a user of its own."""
import time

EVENT = (
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
    "<Provider Name='Microsoft-Windows-Sysmon' Guid='{{5770385F-C22A-43E0-BF4C-06F5698FFBD9}}'/>"
    "<EventID>1</EventID><Version>5</Version><Level>4</Level><Task>1</Task><Opcode>0</Opcode>"
    "<Keywords>0x8000000000000000</Keywords><TimeCreated SystemTime='{time}'/>"
    "<EventRecordID>{n}</EventRecordID><Channel>Microsoft-Windows-Sysmon/Operational</Channel>"
    "<Computer>ws-{n}.corp.example</Computer></System><EventData>"
    "<Data Name='ProcessId'>{n}</Data><Data Name='Image'>C:\\Windows\\System32\\bitsadmin.exe</Data>"
    "<Data Name='OriginalFileName'>bitsadmin.exe</Data><Data Name='CommandLine'>{line}</Data>"
    "<Data Name='User'>CORP\\user{n}</Data><Data Name='ParentProcessId'>1</Data>"
    "<Data Name='ParentImage'>C:\\Windows\\explorer.exe</Data>"
    "<Data Name='ParentCommandLine'>explorer</Data></EventData></Event>")


class Feed:
    def __init__(self, path):
        self.path = path
        self.written = []

    def create(self):
        open(self.path, "ab").close()

    def write(self, count, partial=False):
        """Appends events of now; with `partial` in two writes that cut one event in the middle."""
        data = "".join(line + "\n" for line in self.events(count)).encode()
        with open(self.path, "ab", buffering=0) as file:
            if partial:
                middle = len(data) // 2 + 37
                file.write(data[:middle])
                time.sleep(0.2)
                data = data[middle:]
            file.write(data)

    def events(self, count):
        """Events of now, which have to come out like those of the file."""
        events = []
        for _ in range(count):
            n = len(self.written)
            line = "bitsadmin /create job%d" % n
            self.written.append(line)
            now = time.time()
            stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + ".%06dZ" % (now % 1 * 1e6)
            events.append(EVENT.format(time=stamp, n=n, line=line))
        return events
