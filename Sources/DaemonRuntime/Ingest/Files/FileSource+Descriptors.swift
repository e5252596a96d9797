/// Descriptors, which are fewer than files may be: files take turns.
extension FileSource {
    /// Opens a file that is not open, and closes another where there would be too many: the one
    /// that has been open longest, so that all have their turn.
    func acquire(_ file: TailedFile) throws(SystemError) -> Acquisition {
        guard !file.isOpen else { return .ready }
        guard let status = try environment.fileSystem.status(of: file.path),
            status.key == file.status.key
        else { return .elsewhere }
        let opened = try openFile(file.path)
        guard try opened.status().key == file.status.key else { return .elsewhere }
        holdsDescriptor(file)
        return try file.reopen(file.isArchive ? ArchiveFile(opened) : opened) ? .ready : .replaced
    }

    enum Acquisition {
        case ready
        /// The path names another file, or none.
        case elsewhere
        /// The file holds something else than what was read of it.
        case replaced
    }

    func holdsDescriptor(_ file: TailedFile) { open.insert(file.number) }

    /// Opens a path for reading, within the bound on descriptors.
    func openFile(_ path: [UInt8]) throws(SystemError) -> any OpenedFile {
        while open.count >= openFilesMax, closeOne() {}
        while true {
            do throws(SystemError) {
                return try environment.fileSystem.open(path, for: .reading)
            } catch {
                guard error.isOutOfDescriptors, closeOne() else { throw error }
                openFilesMax = max(1, open.count)
            }
        }
    }

    /// Whether there is a descriptor left for a file that has to be kept open, as it has no name.
    func hasDescriptorLeft() -> Bool { open.count < openFilesMax || closeOne() }

    private func closeOne() -> Bool {
        let oldest = open.takeOldest { number in
            guard let file = live[number], file.isOpen else { return true }
            // A file without a name could not be opened again.
            return file.orphanedSince == nil && byPath[file.path] == number
        }
        guard let oldest else { return false }
        live[oldest]?.closeDescriptor()
        return true
    }

    func released(_ file: TailedFile) { open.remove(file.number) }
}
