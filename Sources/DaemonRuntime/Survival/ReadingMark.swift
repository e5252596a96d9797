import CLinux

/// Says what a loop works on, for the next start to know should the process die of it.
///
/// Confined to one loop. Entering costs a few stores; see `death.h`.
@safe final class ReadingMark {
    /// Nil where there was no memory for it: then only a death tells less.
    private let mark: UnsafeMutablePointer<linux_mark>?

    /// What is worked on.
    enum Work {
        /// A block of a file, of which nobody knows yet what records it has.
        case cutting
        /// One line of a stretch in which a process died before.
        case line
        case record

        fileprivate var number: UInt32 {
            switch self {
            case .cutting: linux_work_cutting.rawValue
            case .line: linux_work_line.rawValue
            case .record: linux_work_record.rawValue
            }
        }
    }

    init() {
        linux_death_watch()
        unsafe mark = linux_mark_make()
    }

    deinit { if let mark = unsafe mark { unsafe linux_mark_free(mark) } }

    /// Names the file that the next stretches are of.
    func name(_ path: [UInt8]) {
        guard let mark = unsafe mark else { return }
        unsafe path.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe linux_mark_name(mark, start.assumingMemoryBound(to: CChar.self), bytes.count)
        }
    }

    /// Begins work on a stretch.
    ///
    /// - Parameters:
    ///   - range: Where it stands in its file.
    ///   - bytes: Must stay where they are until ``leave()``.
    func enter(_ work: Work, _ range: Range<UInt64>, _ bytes: Span<UInt8>) {
        guard let mark = unsafe mark else { return }
        unsafe bytes.withUnsafeBufferPointer {
            unsafe linux_mark_enter(
                mark, work.number, range.lowerBound, range.upperBound, $0.baseAddress, $0.count)
        }
    }

    /// The same before the bytes are read.
    func enter(_ work: Work, _ range: Range<UInt64>) {
        guard let mark = unsafe mark else { return }
        unsafe linux_mark_enter(mark, work.number, range.lowerBound, range.upperBound, nil, 0)
    }

    func leave() { if let mark = unsafe mark { unsafe linux_mark_leave(mark) } }
}
