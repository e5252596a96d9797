/// What stands in the paths, command lines and keys of nearly every machine, so that finding it
/// there says little. A guess that only speed depends on.
enum CommonText {
    private static let texts = [
        "c:\\windows\\system32\\", "c:\\windows\\syswow64\\", "c:\\program files\\",
        "c:\\program files (x86)\\", "c:\\programdata\\microsoft\\", "c:\\users\\public\\",
        "\\appdata\\local\\temp\\", "\\appdata\\roaming\\", "\\documents\\", "\\downloads\\",
        "svchost.exe", "services.exe", "explorer.exe", "cmd.exe /c ", "powershell.exe",
        "conhost.exe 0xffffffff -forcev1", "taskhostw.exe", "rundll32.exe", "microsoft", "windows",
        "nt authority\\system", "http://www.", "https://", ".com/", "local", "service", "system",
        "hklm\\software\\microsoft\\windows\\currentversion\\", "hklm\\system\\currentcontrolset\\",
        "hku\\s-1-5-21-", "\\device\\harddiskvolume", "/usr/bin/", "/usr/sbin/", "/usr/lib/",
        "/usr/local/", "/bin/sh -c ", "/bin/bash", "/etc/", "/var/", "/tmp/", "/home/", "/proc/",
        ".dll", ".exe\" ", ".tmp", ".log", " \"c:\\",
    ]

    private static let gramBytes = 3

    private static let grams: Set<UInt32> = Set(
        texts.flatMap { ByteGrams.of(Array($0.utf8), gramBytes) })

    /// Whether a word in lower case has no run of bytes that those texts do not have.
    static func contains(_ word: [UInt8]) -> Bool {
        ByteGrams.of(word, gramBytes).allSatisfy(grams.contains) && word.count >= gramBytes
    }
}

/// Runs of a few bytes as numbers, the first byte least significant.
enum ByteGrams {
    /// - Returns: One for each place where a run fits.
    static func of(_ word: [UInt8], _ gramBytes: Int) -> [UInt32] {
        guard word.count >= gramBytes else { return [] }
        return (0...word.count - gramBytes).map { start in
            at(start, word.span, gramBytes)
        }
    }

    /// The run at a place, which fits.
    static func at(_ place: Int, _ text: Span<UInt8>, _ gramBytes: Int) -> UInt32 {
        (place..<place + gramBytes).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32(text[$1]) }
    }
}
