/// Brings lines into the output file once each, through crashes, full disks and rotations.
///
/// The order is: plan → checkpoint with the plan → write → forget with the next checkpoint. What
/// cannot be written now is kept, and nothing new is taken until it is written.
package struct Delivery: ~Copyable {
    private(set) var sink: FileSink
    /// The plan that is being written, and how much of it is.
    private var plan: DeliveryPlan?
    private var written = 0
    /// Whether writing failed since the plan was made, so that the file may be another by now.
    private var hasFailed = false

    package init(file: consuming FileSink) { sink = file }

    package var path: String { sink.path }

    /// Whether something of a committed plan is still to be written.
    package var isPending: Bool { plan.map { written < $0.bytes.count } ?? false }

    // MARK: - Writing

    /// Makes the plan for a batch; nil for an empty one.
    ///
    /// - Returns: The plan, and whether the file was opened anew because it had been replaced.
    package mutating func plan(
        _ lines: [[UInt8]]
    ) throws(SystemError) -> (plan: DeliveryPlan?, reopened: Bool) {
        precondition(!isPending, "a batch is planned while another is not written")
        guard !lines.isEmpty else { return (nil, false) }
        let reopened = try sink.reopenIfReplaced()
        return (try sink.plan(lines), reopened)
    }

    /// Opens the output anew where its path names another file.
    ///
    /// - Returns: Whether it does. Within a batch it waits for the end of it.
    package mutating func reopen() throws(SystemError) -> Bool {
        isPending ? false : try sink.reopenIfReplaced()
    }

    /// Takes on a plan that a checkpoint holds; `flush` writes it.
    package mutating func begin(_ plan: DeliveryPlan?) {
        self.plan = plan
        written = 0
        hasFailed = false
    }

    /// What came of writing.
    package enum Flush: Equatable {
        case done
        /// The disk does not take it now; call it again later.
        case blocked(SystemError)
        /// What was written may be lost, and cannot be told: only a new start tells.
        case failed(SystemError)
        /// The file was rotated or removed meanwhile: these lines are for the one that is there
        /// now, and need a plan of their own.
        case moved(lines: [[UInt8]])
    }

    /// Writes what is pending, from where the disk stopped taking bytes.
    package mutating func flush() -> Flush {
        guard let plan, isPending else { return .done }
        if hasFailed {
            let other: [[UInt8]]?
            do throws(SystemError) { other = try linesForOther(plan) } catch {
                return .blocked(error)
            }
            if let other {
                // What it holds of the batch is forgotten with the next checkpoint.
                do throws(SystemError) { try sink.file.synchronize() } catch {
                    return .failed(error)
                }
                return moved(other)
            }
        }
        Failpoint.pass(.beforeWrite)
        let (count, error) = sink.file.append(Failpoint.part(of: plan.bytes[written...]))
        written += count
        Failpoint.pass(.afterWrite)
        if let error {
            hasFailed = true
            return .blocked(error)
        }
        do throws(SystemError) { try sink.file.synchronize() } catch { return .failed(error) }
        Failpoint.pass(.afterSynchronize)
        // A file that was removed before it was written holds nothing for anybody.
        if let status = try? sink.file.status(), status.linkCount == 0 {
            return moved(OutputLines.lines(of: plan.bytes))
        }
        return .done
    }

    private mutating func moved(_ lines: [[UInt8]]) -> Flush {
        begin(nil)
        return lines.isEmpty ? .done : .moved(lines: lines)
    }

    /// What of a batch that broke off is for another file than the one it was begun in; nil when
    /// that one still is the output.
    private mutating func linesForOther(_ plan: DeliveryPlan) throws(SystemError) -> [[UInt8]]? {
        let status = try sink.file.status()
        if status.linkCount == 0 { return OutputLines.lines(of: plan.bytes) }
        let isCut = status.size < plan.startOffset + UInt64(written)
        let isReplaced = try sink.isReplaced()
        guard isCut || isReplaced else { return nil }
        let start = plan.bytes[..<written].lastIndex(of: OutputLines.feed).map { $0 + 1 } ?? 0
        // Cut by somebody else: the line that was being written is written whole.
        if isCut { return OutputLines.lines(of: Array(plan.bytes[start...])) }
        guard start < written else { return OutputLines.lines(of: Array(plan.bytes[written...])) }
        // The line that broke off is ended where it stands; the rest goes to the new file.
        let end = plan.bytes[written...].firstIndex(of: OutputLines.feed).map { $0 + 1 }
        let (count, error) = sink.file.append(plan.bytes[written..<(end ?? plan.bytes.count)])
        written += count
        if let error { throw error }
        return OutputLines.lines(of: Array(plan.bytes[written...]))
    }

    // MARK: - After a start

    /// Finds what of the last run's plan is missing.
    ///
    /// - Returns: How many bytes are missing, and the lines that need a plan of their own, as the
    ///   planned file is not the output any more or others wrote into it; what simply broke off
    ///   stays pending.
    package mutating func recover(
        _ plan: DeliveryPlan?
    ) throws(SystemError) -> (missingBytes: Int, lines: [[UInt8]]) {
        guard let plan else { return (0, []) }
        let lines = OutputLines.lines(of: plan.bytes)
        let isOutput = InodeKey(device: plan.device, inode: plan.inode) == sink.key
        guard let file = try sink.planned(plan), try Self.fits(file, plan) else {
            // Removed, compressed, or cut: what the files of the output hold counts.
            let absent = try absent(lines, isOutputSearched: true)
            return (absent.map { $0.count + 1 }.reduce(0, +), absent)
        }
        let region = try file.bytes(plan.startOffset..<(try file.status().size))
        // What is there may not be on the disk yet: the process may have died before it waited for
        // that, and once the state forgets the plan nobody would write it again.
        try file.synchronize()
        if region.starts(with: plan.bytes) { return (0, []) }
        if isOutput, region.isEmpty {
            // Where the planned file was compressed the new one may have got its inode.
            let absent = try absent(lines, isOutputSearched: false)
            if absent != lines { return (absent.map { $0.count + 1 }.reduce(0, +), absent) }
        }
        if isOutput, plan.bytes.starts(with: region) {
            begin(plan)
            written = region.count
            return (plan.bytes.count - written, [])
        }
        let (missing, rest) = OutputLines.missing(lines, in: region)
        if !rest.isEmpty {
            let (_, error) = file.append(rest[...])
            if let error { throw error }
            try file.synchronize()
        }
        return (rest.count + missing.map { $0.count + 1 }.reduce(0, +), missing)
    }

    /// Whether a file can be the planned one: what stands before the plan ends a line there, or
    /// the plan begins with a line feed.
    private static func fits(
        _ file: any OpenedFile, _ plan: DeliveryPlan
    ) throws(SystemError) -> Bool {
        guard try file.status().size >= plan.startOffset else { return false }
        guard plan.startOffset > 0, plan.bytes.first != OutputLines.feed else { return true }
        return try file.bytes((plan.startOffset - 1)..<plan.startOffset) == [OutputLines.feed]
    }

    /// Lines that the newest of the rotated files, and the output where it is searched, do not
    /// hold.
    private func absent(
        _ lines: [[UInt8]], isOutputSearched: Bool
    ) throws(SystemError) -> [[UInt8]] {
        var files: [any OpenedFile] = isOutputSearched ? [sink.file] : []
        for path in sink.rotated().prefix(Self.rotatedMax) {
            files.append(try sink.fileSystem.open(path, for: .reading))
        }
        return try OutputLines.absent(lines, from: files)
    }

    /// Rotated files of the output that are searched for lines.
    private static let rotatedMax = 3
}
