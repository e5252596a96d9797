import Foundation

/// Records that the detection which comes with riskd finds.
enum SampleLog {
    static func bitsadmin(hour: Int, number: Int) -> String {
        let clock = [hour, number / 60 % 60, number % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":")
        return "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
            + "<Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID>"
            + "<TimeCreated SystemTime='2025-03-04T\(clock).250000000Z'/>"
            + "<Channel>Microsoft-Windows-Sysmon/Operational</Channel>"
            + "<Computer>ws-\(number)</Computer></System><EventData>"
            + "<Data Name='ProcessId'>\(number)</Data>"
            + "<Data Name='Image'>C:\\Windows\\System32\\bitsadmin.exe</Data>"
            + "<Data Name='CommandLine'>bitsadmin /create \"job \(number)\"</Data>"
            + "<Data Name='User'>CORP\\mira</Data><Data Name='ParentProcessId'>4000</Data>"
            + "<Data Name='ParentImage'>C:\\Windows\\System32\\cmd.exe</Data>"
            + "<Data Name='ParentCommandLine'>cmd.exe</Data></EventData></Event>\n"
    }
}

/// The checkout that the tests stand in.
enum Checkout {
    static let path = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
}
