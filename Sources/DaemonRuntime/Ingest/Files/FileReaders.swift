/// The readers of followed files. Descriptors are fewer than files may be: files take turns.
struct FileReaders {
    /// What came of opening a followed file.
    enum Acquisition {
        case ready
        /// The path names another file, or none.
        case elsewhere
        /// The file holds something else than what was read of it.
        case replaced
    }

    private let environment: FileSource.Environment
    private var readers: [UInt32: TailedFile] = [:]
    private var open = OpenFiles()
    private var openFilesMax: Int

    init(_ environment: FileSource.Environment) {
        self.environment = environment
        openFilesMax = max(1, environment.openFilesMax)
    }

    subscript(_ number: UInt32) -> TailedFile? { readers[number] }

    var all: some Collection<TailedFile> { readers.values }

    /// Makes a reader of an open file.
    mutating func begin(
        _ opening: Examination.Opening, _ opened: any OpenedFile, _ prefilter: Prefilter?,
        at now: UInt64
    ) throws(SystemError) -> FileProgress {
        let position = opening.position
        let reader = try TailedFile(
            position, status: opening.status,
            file: position.isArchive ? ArchiveFile(opened) : opened,
            recordBytesMax: environment.recordBytesMax, prefilter: prefilter)
        reader.grewAt = now
        // A process may have died of the file while it had another name.
        let (name, former) = (position.path, opening.formerPath)
        reader.suspects =
            environment.fatal.within(name)
            + (former == name ? [] : environment.fatal.within(former))
        readers[position.number] = reader
        hold(position.number)
        return reader.progress
    }

    mutating func remove(_ number: UInt32) {
        readers[number] = nil
        open.remove(number)
    }

    /// Notes that a reader was given a descriptor.
    mutating func hold(_ number: UInt32) { open.insert(number) }

    mutating func closeDescriptor(_ number: UInt32) {
        readers[number]?.closeDescriptor()
        open.remove(number)
    }

    /// Opens a followed file that is not open, and closes another where there would be too many: the
    /// one that has been open longest, so that all have their turn.
    mutating func acquire(
        _ entry: FileTable.Entry, _ followed: FileTable
    ) throws(SystemError) -> Acquisition {
        guard let reader = readers[entry.number] else { return .elsewhere }
        guard !reader.isOpen else { return .ready }
        guard let status = try environment.fileSystem.status(of: entry.path),
            status.key == entry.key
        else {
            return .elsewhere
        }
        let opened = try open(entry.path, followed)
        guard try opened.status().key == entry.key else { return .elsewhere }
        hold(entry.number)
        return try reader.reopen(entry.isArchive ? ArchiveFile(opened) : opened)
            ? .ready : .replaced
    }

    /// Opens a path for reading, within the bound on descriptors.
    ///
    /// - Parameter followed: Says which files could be opened again.
    mutating func open(
        _ path: [UInt8], _ followed: FileTable
    ) throws(SystemError) -> any OpenedFile {
        while open.count >= openFilesMax, closeOne(followed) {}
        while true {
            do throws(SystemError) {
                return try environment.fileSystem.open(path, for: .reading)
            } catch {
                guard error.isOutOfDescriptors, closeOne(followed) else { throw error }
                openFilesMax = max(1, open.count)
            }
        }
    }

    /// Whether there is a descriptor left for a file that has to be kept open, as it has no name.
    mutating func hasDescriptorLeft(_ followed: FileTable) -> Bool {
        open.count < openFilesMax || closeOne(followed)
    }

    private mutating func closeOne(_ followed: FileTable) -> Bool {
        let readers = readers
        let oldest = open.takeOldest { number in
            guard let reader = readers[number], reader.isOpen else { return true }
            return followed.mayClose(number)
        }
        guard let oldest else { return false }
        readers[oldest]?.closeDescriptor()
        return true
    }
}
