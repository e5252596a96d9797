@testable import DaemonRuntime

/// Files as a list of bytes by inode, and readers that read all at once: a world for ``Admission``
/// that has no file system, no descriptors and no blocks. It answers what admission asks, and does
/// what it decides.
struct AdmissionWorld {
    private struct Reader {
        var position: FilePosition
        var status: FileStatus
        let isOpen: Bool

        var progress: FileProgress {
            FileProgress(
                status: status, identity: position.identity, marks: position.marks,
                offset: position.offset, readOffset: position.offset, seenOffset: position.offset,
                isOpen: isOpen)
        }
    }

    static let log = "/logs/app.log"

    private(set) var admission: Admission
    private var contents: [UInt64: [UInt8]] = [:]
    private var modified: [UInt64: Int64] = [:]
    private(set) var names: [String: UInt64] = [:]
    private var readers: [UInt32: Reader] = [:]
    private var turns: Set<UInt32> = []
    private var lastInode: UInt64 = 0
    private var clock: Int64 = 1
    /// Whether files keep their descriptors once they are read; otherwise a change is compared with
    /// what was read only where that is asked for, or when the file has its turn.
    var keepsDescriptors = true
    /// Names that cannot be opened in the next look.
    var unreadable: Set<String> = []
    /// All bytes that were handed out.
    private(set) var handedOut: [UInt8] = []
    private(set) var events: [IngestEvent] = []

    init() { admission = Self.admission(Admission.Known(), last: 0) }

    private static func admission(_ known: Admission.Known, last: UInt32) -> Admission {
        Admission(
            [Admission.Settings(name: "logs", patterns: ["/logs/app.log*"], startsAtEnd: false)],
            known: known, partialLineNanoseconds: nil, numbers: StreamNumbers(after: last))
    }

    // MARK: - What writers do

    mutating func append(_ text: String, to name: String = log) {
        if names[name] == nil {
            lastInode += 1
            names[name] = lastInode
            contents[lastInode] = []
        }
        guard let inode = names[name] else { return }
        contents[inode, default: []] += Array(text.utf8)
        touch(inode)
    }

    private mutating func touch(_ inode: UInt64) {
        clock += 1
        modified[inode] = clock
    }

    mutating func rename(_ name: String, to other: String) {
        guard let inode = names.removeValue(forKey: name) else { return }
        names[other] = inode
    }

    mutating func copy(_ name: String, to other: String) {
        guard let inode = names[name] else { return }
        names[other] = nil
        append(String(decoding: contents[inode] ?? [], as: UTF8.self), to: other)
    }

    mutating func truncate(_ name: String) {
        guard let inode = names[name] else { return }
        contents[inode] = []
        touch(inode)
    }

    mutating func remove(_ name: String) { names[name] = nil }

    /// Ends and starts anew with what was read.
    mutating func restart() {
        let followed = admission.followed
        var positions = followed.numbers.compactMap { number -> FilePosition? in
            guard var position = readers[number]?.position, let entry = followed[number] else {
                return nil
            }
            position.path = entry.path
            position.isFollowed = true
            return position
        }
        positions += admission.past.generations.positions.values
        positions.sort { $0.number < $1.number }
        let known = Admission.Known(
            positions: positions, patterns: ["/logs/app.log*"], savedAt: clock)
        admission = Self.admission(known, last: admission.numbers.next())
        readers = [:]
        turns = []
    }

    // MARK: - What the shell does

    private func status(_ inode: UInt64) -> FileStatus {
        FileStatus(
            key: InodeKey(device: 1, inode: inode), size: UInt64(contents[inode]?.count ?? 0),
            linkCount: names.values.contains(inode) ? 1 : 0, modified: modified[inode] ?? 0)
    }

    private func bytes(_ inode: UInt64, _ range: Range<UInt64>) -> ArraySlice<UInt8> {
        let all = contents[inode] ?? []
        let end = min(Int(range.upperBound), all.count)
        return all[min(Int(range.lowerBound), end)..<end]
    }

    private func head(_ inode: UInt64) -> [UInt8] {
        Array(bytes(inode, 0..<UInt64(FileIdentity.headBytesMax)))
    }

    mutating func look(at seconds: UInt64) {
        admission.beginLook(at: seconds * 1_000_000_000)
        for (name, inode) in names.sorted(by: { $0.key < $1.key }) {
            let status = status(inode)
            let number = admission.followed.number(on: status.key)
            admission.see(
                FoundFile(path: Array(name.utf8), source: 0, status: status, isFromWildcard: true),
                number.flatMap { readers[$0]?.progress })
        }
        for number in admission.unsettled() {
            guard let reader = readers[number] else { continue }
            carryOut(admission.check(number, reader.progress))
        }
        let unknown = admission.candidates().filter { !examine($0, .resumption) }
        for found in unknown { examine(found, .admission) }
        if let besides = admission.besides() {
            let free = names.filter { admission.isFree(Array($0.key.utf8)) }
                .sorted { $0.key < $1.key }
                .map { (path: Array($0.key.utf8), status: status($0.value)) }
            for found in admission.siblings(besides, among: free) { examine(found, .sibling) }
        }
        carryOut(admission.endLook())
        unreadable = []
        for number in turns.sorted() { read(number) }
        turns = []
    }

    private mutating func read(_ number: UInt32) {
        guard var reader = readers[number] else { return }
        guard verify(number) == .same else {
            return carryOut(admission.retire(number, .replaced, reader.progress))
        }
        let inode = reader.status.key.inode
        let all = contents[inode] ?? []
        let fresh = all[Int(reader.position.offset)...]
        reader.status = status(inode)
        if !fresh.isEmpty {
            handedOut += fresh
            reader.position.offset = UInt64(all.count)
            reader.position.identity = FileIdentity(
                device: 1, inode: inode, head: head(inode)[...])
            reader.position.add(ContentMark(end: UInt64(all.count), bytes: all[...]))
        }
        readers[number] = reader
        admission.followed.trust(number)
    }

    private func verify(_ number: UInt32) -> Admission.Verification {
        guard let reader = readers[number] else { return .elsewhere }
        let inode = reader.status.key.inode
        let marks = reader.position.continuation(
            head: head(inode), size: UInt64(contents[inode]?.count ?? 0))
        let isSame = marks?.allSatisfy { $0.matches(bytes(inode, $0.range)) } ?? false
        return isSame ? .same : .changed
    }

    private mutating func carryOut(_ decisions: [FileDecision]) {
        for decision in decisions {
            switch decision {
            case .verify(let number):
                let verification = verify(number)
                guard var reader = readers[number] else { continue }
                reader.status = status(reader.status.key.inode)
                readers[number] = reader
                carryOut(admission.verified(number, verification, reader.progress))
            case .lookUnnamed(let number):
                guard var reader = readers[number] else { continue }
                reader.status = status(reader.status.key.inode)
                readers[number] = reader
                carryOut(admission.looked(number, isThere: true, reader.progress))
            case .see(let number, let status): readers[number]?.status = status
            case .drop(let number): readers[number] = nil
            case .read(let number): turns.insert(number)
            case .end(let number):
                guard let reader = readers[number] else { continue }
                carryOut(admission.finished(number, reader.progress))
            case .tell(let event): events.append(event)
            case .announce, .takePartialLine, .readAgain, .closeDescriptor, .depart, .forget,
                .lookSoon:
                break
            }
        }
    }

    @discardableResult
    private mutating func examine(
        _ found: FoundFile, _ purpose: Examination.Purpose
    ) -> Bool {
        var examination = Examination(found, purpose)
        var answer = Examination.Answer.begun
        while true {
            switch examination.next(answer, in: &admission) {
            case .ask(let question):
                carryOut(examination.takeDecisions())
                answer = self.answer(question, found)
            case .done(let decisions):
                carryOut(decisions)
                return true
            case .unknown: return false
            }
        }
    }

    private mutating func answer(
        _ question: Examination.Question, _ found: FoundFile
    ) -> Examination.Answer {
        let inode = found.status.key.inode
        switch question {
        case .look where unreadable.contains(found.displayPath):
            return .failed(SystemError("open", code: 13))
        case .look: return .looked(Examination.Look(status: status(inode), head: head(inode)))
        case .verify(let number):
            guard let reader = readers[number] else { return .failed(SystemError("find", code: 2)) }
            return .verified(verify(number), reader.progress)
        case .holds(let marks):
            return .held(marks.allSatisfy { $0.matches(bytes(inode, $0.range)) })
        case .otherHolds(let path, let mark):
            let other = names[String(decoding: path, as: UTF8.self)]
            return .held(other.map { $0 != inode && mark.matches(bytes($0, mark.range)) } ?? false)
        case .acquire(let number):
            guard let reader = readers[number], verify(number) == .same else {
                return .acquired(nil)
            }
            var progress = reader.progress
            progress.status = status(reader.status.key.inode)
            return .acquired(progress)
        case .shares(let number, let last):
            guard let other = readers[number]?.status.key.inode else { return .held(false) }
            let isSame = [0..<UInt64(head(inode).count), last].allSatisfy {
                bytes(inode, $0) == bytes(other, $0)
            }
            return .held(isSame)
        case .open(let opening):
            readers[opening.position.number] = Reader(
                position: opening.position, status: status(inode),
                isOpen: keepsDescriptors)
            return .opened(
                readers[opening.position.number]?.progress
                    ?? FileProgress(
                        status: status(inode), identity: opening.position.identity))
        // The world has no archives.
        case .unpack: return .unpacked(nil)
        case .survey: return .surveyed(nil)
        }
    }
}
