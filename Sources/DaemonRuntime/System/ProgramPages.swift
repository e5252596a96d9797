import CLinux

/// The program's own code in memory.
enum ProgramPages {
    /// Lets go of code and constants, most of which only the start needed: reading content,
    /// compiling searches, linking libraries. They are in files; what is used again comes back from
    /// the page cache, sixteen pages a fault.
    static func letGo() { linux_let_go_of_code() }
}
