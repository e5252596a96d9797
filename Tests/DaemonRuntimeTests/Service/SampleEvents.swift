/// Process creations as Sysmon and CrowdStrike write them, made up for tests.
enum SampleEvents {
    static func sysmon(
        second: Int, process: String, image: String = #"C:\Windows\System32\bitsadmin.exe"#,
        id: Int = 4_100
    ) -> String {
        let time =
            "2025-03-04T\(pad(8 + second / 3_600)):\(pad(second / 60 % 60)):\(pad(second % 60))"
        return "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
            + "<Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID>"
            + "<TimeCreated SystemTime='\(time).250000000Z'/>"
            + "<Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>ws-014</Computer>"
            + "</System><EventData><Data Name='ProcessId'>\(id)</Data>"
            + "<Data Name='Image'>\(image)</Data><Data Name='CommandLine'>\(process)</Data>"
            + "<Data Name='User'>CORP\\mira</Data><Data Name='ParentProcessId'>4000</Data>"
            + "<Data Name='ParentImage'>C:\\Windows\\System32\\cmd.exe</Data>"
            + "<Data Name='ParentCommandLine'>cmd.exe</Data></EventData></Event>\n"
    }

    /// Four hours of them: every third one a match, some alike, one over two lines, one broken.
    static func log(count: Int) -> String {
        (0..<count).map { index in
            switch index % 7 {
            case 2: sysmon(second: index * 97 % 14_400, process: "bitsadmin /list", id: index)
            case 5:
                sysmon(
                    second: index * 97 % 14_400, process: "bitsadmin\n/create job\(index % 3)",
                    id: 1)
            case 6: "<Event><System><EventID>1</EventID>\n"
            default:
                sysmon(
                    second: index * 97 % 14_400, process: "bitsadmin /create job\(index % 5)",
                    id: index % 11)
            }
        }.joined()
    }

    private static func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
