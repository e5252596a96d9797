import CIM

/// The words of the command line. Names of files among them need not be UTF-8: Swift would put
/// U+FFFD instead of such bytes, and the file could not be found.
enum RawArguments {
    /// Without the program's name, each as ``PathText`` has it.
    static var texts: [String] {
        (1..<max(1, Int(CommandLine.argc))).compactMap { index in
            guard let word = unsafe CommandLine.unsafeArgv[index] else { return nil }
            var bytes: [UInt8] = []
            var place = 0
            while unsafe word[place] != 0 {
                unsafe bytes.append(UInt8(bitPattern: word[place]))
                place += 1
            }
            return PathText.text(bytes)
        }
    }
}
