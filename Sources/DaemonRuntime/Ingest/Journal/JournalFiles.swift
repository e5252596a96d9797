import CSystemd
import Glibc
import SecurityContent

/// An open journal, read entry by entry in the order of time.
@safe struct JournalFiles: ~Copyable {
    /// What standing on an entry gives.
    enum Step: Equatable {
        case entry
        /// There is none yet.
        case end
        /// The files are damaged here, or went away while they were read: open them anew.
        case damaged(Int32)
    }

    /// What an entry holds under a field.
    enum Content: Equatable {
        case bytes([UInt8])
        /// Longer than the limit.
        case tooLong
        case absent
        case damaged
    }

    private let journal: OpaquePointer

    private init(_ journal: OpaquePointer) { unsafe self.journal = journal }

    /// - Parameter valueBytesMax: Bytes of a value; longer values are reported.
    static func open(
        _ input: JournalInput, valueBytesMax: Int
    ) throws(SystemError) -> JournalFiles {
        var opened: OpaquePointer?
        let status =
            if let directory = input.directory {
                unsafe sd_journal_open_directory(&opened, directory, 0)
            } else {
                unsafe sd_journal_open(&opened, Int32(SD_JOURNAL_LOCAL_ONLY))
            }
        guard status >= 0, let pointer = unsafe opened else {
            throw SystemError("open the journal \(input.directory ?? "")", code: 0 - status)
        }
        let files = unsafe JournalFiles(pointer)
        // The name of the field counts as well; one byte more shows that a value is too long.
        unsafe sd_journal_set_data_threshold(pointer, valueBytesMax + 64)
        for match in input.matches {
            let added = unsafe sd_journal_add_match(pointer, match, 0)
            guard added >= 0 else { throw SystemError("match \(match)", code: 0 - added) }
        }
        return files
    }

    deinit { unsafe sd_journal_close(journal) }

    /// Becomes readable when something was added; `process` then has to be called.
    var descriptor: Int32 { unsafe sd_journal_get_fd(journal) }

    func process() { unsafe sd_journal_process(journal) }

    /// Whether there is any file that this process may read.
    var hasFiles: Bool {
        unsafe sd_journal_has_runtime_files(journal) > 0
            || sd_journal_has_persistent_files(journal) > 0
    }

    // MARK: - Moving

    func next() -> Step { step(unsafe sd_journal_next(journal)) }

    private func step(_ status: Int32) -> Step {
        status > 0 ? .entry : status == 0 ? .end : .damaged(0 - status)
    }

    func seekHead() { unsafe sd_journal_seek_head(journal) }

    /// Onto the last entry, so that `next` gives what comes behind it.
    ///
    /// - Returns: Whether there is one.
    func seekTail() -> Bool {
        unsafe sd_journal_seek_tail(journal)
        return unsafe sd_journal_previous(journal) > 0
    }

    /// - Returns: Whether the cursor can be sought at all.
    func seek(cursor: String) -> Bool { unsafe sd_journal_seek_cursor(journal, cursor) >= 0 }

    /// In front of the first entry at or behind a time; by the clock of the boot where the journal
    /// knows that boot.
    func seek(timeOf position: JournalPosition) {
        var boot = sd_id128_t()
        if unsafe sd_id128_from_string(position.bootID, &boot) >= 0,
            unsafe sd_journal_seek_monotonic_usec(journal, boot, position.monotonic) >= 0
        {
            return
        }
        seek(realtime: position.realtime)
    }

    /// - Parameter realtime: Microseconds since the epoch.
    func seek(realtime: UInt64) { unsafe sd_journal_seek_realtime_usec(journal, realtime) }

    // MARK: - The entry

    func isAt(cursor: String) -> Bool { unsafe sd_journal_test_cursor(journal, cursor) > 0 }

    /// - Returns: Nil when the entry is damaged.
    var position: JournalPosition? {
        var realtime: UInt64 = 0
        var monotonic: UInt64 = 0
        var boot = sd_id128_t()
        var cursor: UnsafeMutablePointer<CChar>?
        guard unsafe sd_journal_get_realtime_usec(journal, &realtime) >= 0,
            unsafe sd_journal_get_monotonic_usec(journal, &monotonic, &boot) >= 0,
            unsafe sd_journal_get_cursor(journal, &cursor) >= 0, let cursor = unsafe cursor
        else { return nil }
        defer { unsafe free(cursor) }
        var text = [CChar](repeating: 0, count: 33)
        unsafe text.withUnsafeMutableBufferPointer {
            _ = unsafe sd_id128_to_string(boot, $0.baseAddress!)
        }
        return JournalPosition(
            cursor: unsafe String(cString: cursor),
            bootID: String(decoding: text.prefix(32).map { UInt8(bitPattern: $0) }, as: UTF8.self),
            monotonic: monotonic, realtime: realtime)
    }

    /// The first value of a field.
    func content(of field: String, bytesMax: Int) -> Content {
        var data: UnsafeRawPointer?
        var length = 0
        let status = unsafe sd_journal_get_data(journal, field, &data, &length)
        if status == -ENOENT { return .absent }
        if status == -E2BIG || status == -ENOBUFS { return .tooLong }
        let skipped = field.utf8.count + 1
        guard status >= 0, let data = unsafe data, length >= skipped else { return .damaged }
        guard length - skipped <= bytesMax else { return .tooLong }
        let value = unsafe UnsafeRawBufferPointer(start: data + skipped, count: length - skipped)
        return .bytes(unsafe Array(value))
    }
}
