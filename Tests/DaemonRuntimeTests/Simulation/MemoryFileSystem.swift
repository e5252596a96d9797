import Glibc
import Synchronization

@testable import DaemonRuntime

/// A file system in memory, whose crashes, faults and power cuts are the test's.
///
/// Freed inodes are given to the next file at once, as ext4 does.
final class MemoryFileSystem: FileSystem {
    struct Node {
        var bytes: [UInt8] = []
        /// What a power cut leaves.
        var synced = 0
        var links = 1
        var opens = 0
        var modified: Int64 = 0
        var changed: Int64 = 0
    }

    struct State {
        var nodes: [UInt64: Node] = [:]
        var names: [String: UInt64] = [:]
        var free: [UInt64] = []
        var nextInode: UInt64 = 10
        var device: UInt64 = 1
        var clock: Int64 = 1_000
        /// After how many further writing operations the machine stops; nil for never.
        var operationsLeft: Int?
        var isDown = false
        /// What the next operations of a kind fail with.
        var faults: [Operation: [Int32]] = [:]
        var openCount = 0
        var openMax = Int.max
        var calls = Calls()
    }

    /// How often the system was called.
    struct Calls: Equatable {
        var opens = 0
        var reads = 0
        /// Of a path.
        var statuses = 0
        /// Of a directory.
        var listings = 0
    }

    enum Operation: Hashable { case open, read, append, synchronize }

    let state = Mutex(State())

    // MARK: - What writers do

    func write(_ path: String, _ text: String) { write(path, Array(text.utf8)) }

    /// Appends, and makes the file where it is missing.
    func write(_ path: String, _ bytes: [UInt8]) {
        state.withLock { state in
            let inode = state.names[path] ?? Self.make(path, &state)
            state.touch(inode)
            state.nodes[inode]?.bytes += bytes
            // Logs survive a power cut here: it is the daemon's files that are tested.
            let count = state.nodes[inode]?.bytes.count ?? 0
            state.nodes[inode]?.synced = count
        }
    }

    func truncate(_ path: String, to size: Int = 0) {
        state.withLock { state in
            guard let inode = state.names[path] else { return }
            state.touch(inode)
            state.nodes[inode]?.bytes.removeSubrange(size...)
        }
    }

    /// Puts other bytes in the place of all, on the same inode.
    func overwrite(_ path: String, _ text: String) {
        truncate(path)
        write(path, text)
    }

    func rename(_ path: String, to new: String) {
        state.withLock { state in
            Self.unlink(new, &state)
            guard let inode = state.names.removeValue(forKey: path) else { return }
            state.names[new] = inode
            state.clock += 1
            state.nodes[inode]?.changed = state.clock
        }
    }

    func copy(_ path: String, to new: String) { write(new, contents(path)) }

    func link(_ path: String, to new: String) {
        state.withLock { state in
            guard let inode = state.names[path] else { return }
            state.names[new] = inode
            state.nodes[inode]?.links += 1
        }
    }

    func remove(_ path: String) { state.withLock { Self.unlink(path, &$0) } }

    func contents(_ path: String) -> [UInt8] {
        state.withLock { state in state.names[path].flatMap { state.nodes[$0]?.bytes } ?? [] }
    }

    func exists(_ path: String) -> Bool { state.withLock { $0.names[path] != nil } }

    func inode(_ path: String) -> UInt64? { state.withLock { $0.names[path] } }

    /// Name, inode and size of each file.
    var listing: [String] {
        state.withLock { state in
            state.names.sorted { $0.key < $1.key }.map {
                "\($0.key) inode \($0.value), \(state.nodes[$0.value]?.bytes.count ?? 0) bytes"
            }
        }
    }

    // MARK: - What goes wrong

    /// The process ends; with a power cut what was not synchronised is lost, up to a length that
    /// `kept` says.
    func crash(isPowerCut: Bool = false, kept: (Range<Int>) -> Int = { $0.lowerBound }) {
        state.withLock { state in
            state.isDown = false
            state.operationsLeft = nil
            state.faults = [:]
            for (inode, node) in state.nodes {
                state.nodes[inode]?.opens = 0
                guard isPowerCut, node.synced < node.bytes.count else { continue }
                let length = kept(node.synced..<(node.bytes.count + 1))
                state.nodes[inode]?.bytes.removeSubrange(length...)
            }
            state.openCount = 0
            for (inode, node) in state.nodes where node.links == 0 {
                state.nodes[inode] = nil
                state.free.append(inode)
            }
        }
    }

    var isDown: Bool { state.withLock { $0.isDown } }

    func stop(afterOperations count: Int?) { state.withLock { $0.operationsLeft = count } }

    func fail(_ operation: Operation, with codes: [Int32]) {
        state.withLock { $0.faults[operation] = codes }
    }

    var clock: Int64 { state.withLock { $0.clock } }

    /// Sets when all files say that they were changed.
    func setTimes(_ time: Int64) {
        state.withLock { state in
            for inode in state.nodes.keys {
                state.nodes[inode]?.modified = time
                state.nodes[inode]?.changed = time
            }
        }
    }

    /// Has the disk come back under another number, as network file systems do.
    func setDevice(_ number: UInt64) { state.withLock { $0.device = number } }

    var openMax: Int {
        get { state.withLock { $0.openMax } }
        set { state.withLock { $0.openMax = newValue } }
    }

    var openCount: Int { state.withLock { $0.openCount } }

    /// The calls that something makes.
    func calls(_ body: () -> Void) -> Calls {
        state.withLock { $0.calls = Calls() }
        body()
        return state.withLock { $0.calls }
    }

    // MARK: - FileSystem

    func open(
        _ path: [UInt8], for access: FileAccess
    ) throws(SystemError) -> any OpenedFile {
        let name = String(decoding: path, as: UTF8.self)
        let result = state.withLock { state -> Result<UInt64, SystemError> in
            state.calls.opens += 1
            if let error = state.fault(.open) { return .failure(error) }
            if state.openCount >= state.openMax {
                return .failure(SystemError("open \(name)", code: EMFILE))
            }
            var inode = state.names[name]
            if inode == nil, case .appending = access { inode = Self.make(name, &state) }
            guard let inode else { return .failure(SystemError("open \(name)", code: ENOENT)) }
            state.nodes[inode]?.opens += 1
            state.openCount += 1
            return .success(inode)
        }
        return MemoryFile(self, try result.get(), path)
    }

    func status(of path: [UInt8]) throws(SystemError) -> FileStatus? {
        state.withLock { state in
            state.calls.statuses += 1
            return state.names[String(decoding: path, as: UTF8.self)].map { state.status($0) }
        }
    }

    func expand(_ patterns: [String]) -> [[UInt8]] {
        let names = state.withLock { Array($0.names.keys) }
        return names.map { Array($0.utf8) }
            .filter { name in patterns.contains { FilePatterns.matches(name, $0) } }
            .sorted { $0.lexicographicallyPrecedes($1) }
    }

    func names(in directory: [UInt8]) -> [[UInt8]] {
        let prefix = String(decoding: directory, as: UTF8.self) + "/"
        let names = state.withLock { state in
            state.calls.listings += 1
            return Array(state.names.keys)
        }
        return names.filter { $0.hasPrefix(prefix) && !$0.dropFirst(prefix.count).contains("/") }
            .sorted().map { Array($0.dropFirst(prefix.count).utf8) }
    }

    func resolve(_ directories: [String]) -> [[UInt8]] { directories.map { Array($0.utf8) } }

    // MARK: - Inside

    private static func make(_ path: String, _ state: inout State) -> UInt64 {
        let inode: UInt64
        if state.free.isEmpty {
            inode = state.nextInode
            state.nextInode += 1
        } else {
            inode = state.free.removeLast()
        }
        state.nodes[inode] = Node()
        state.names[path] = inode
        state.touch(inode)
        return inode
    }

    private static func unlink(_ path: String, _ state: inout State) {
        guard let inode = state.names.removeValue(forKey: path) else { return }
        state.nodes[inode]?.links -= 1
        state.clock += 1
        state.nodes[inode]?.changed = state.clock
        state.release(inode)
    }
}

extension MemoryFileSystem.State {
    mutating func touch(_ inode: UInt64) {
        clock += 1
        nodes[inode]?.modified = clock
        nodes[inode]?.changed = clock
    }

    mutating func release(_ inode: UInt64) {
        guard let node = nodes[inode], node.links == 0, node.opens == 0 else { return }
        nodes[inode] = nil
        free.append(inode)
    }

    func status(_ inode: UInt64) -> FileStatus {
        let node = nodes[inode] ?? MemoryFileSystem.Node()
        return FileStatus(
            key: InodeKey(device: device, inode: inode), size: UInt64(node.bytes.count),
            linkCount: UInt64(node.links), modified: node.modified, changed: node.changed)
    }

    mutating func fault(_ operation: MemoryFileSystem.Operation) -> SystemError? {
        if isDown { return SystemError("machine is down", code: ESHUTDOWN) }
        guard var codes = faults[operation], !codes.isEmpty else { return nil }
        let code = codes.removeFirst()
        faults[operation] = codes
        return code == 0 ? nil : SystemError("\(operation)", code: code)
    }

    /// Counts a writing operation.
    ///
    /// - Returns: Whether the machine stops with it.
    mutating func stops() -> Bool {
        guard let left = operationsLeft else { return false }
        operationsLeft = left - 1
        if left <= 0 { isDown = true }
        return left <= 0
    }
}

final class MemoryFile: OpenedFile {
    private let system: MemoryFileSystem
    private let inode: UInt64
    private let path: [UInt8]

    init(_ system: MemoryFileSystem, _ inode: UInt64, _ path: [UInt8]) {
        self.system = system
        self.inode = inode
        self.path = path
    }

    deinit {
        system.state.withLock { state in
            // A crash closed all.
            guard let opens = state.nodes[inode]?.opens, opens > 0 else { return }
            state.nodes[inode]?.opens = opens - 1
            state.openCount -= 1
            state.release(inode)
        }
    }

    func status() throws(SystemError) -> FileStatus {
        system.state.withLock { $0.status(inode) }
    }

    func read(at offset: UInt64, into buffer: inout [UInt8]) throws(SystemError) -> Int {
        let size = buffer.count
        let result = system.state.withLock { state -> Result<[UInt8], SystemError> in
            state.calls.reads += 1
            if let error = state.fault(.read) { return .failure(error) }
            let bytes = state.nodes[inode]?.bytes ?? []
            return .success(Array(bytes.dropFirst(Int(offset)).prefix(size)))
        }
        let bytes = try result.get()
        buffer.replaceSubrange(..<bytes.count, with: bytes)
        return bytes.count
    }

    func append(_ bytes: ArraySlice<UInt8>) -> (written: Int, error: SystemError?) {
        system.state.withLock { state in
            if let error = state.fault(.append) {
                // A full disk takes a part.
                let part = bytes.prefix(bytes.count / 2)
                state.nodes[inode]?.bytes += part
                return (part.count, error)
            }
            if state.stops() {
                state.nodes[inode]?.bytes += bytes.prefix(bytes.count * 2 / 3)
                return (0, SystemError("machine is down", code: ESHUTDOWN))
            }
            state.touch(inode)
            state.nodes[inode]?.bytes += bytes
            return (bytes.count, nil)
        }
    }

    func synchronize() throws(SystemError) {
        let error = system.state.withLock { state -> SystemError? in
            if let error = state.fault(.synchronize) { return error }
            if state.stops() { return SystemError("machine is down", code: ESHUTDOWN) }
            let count = state.nodes[inode]?.bytes.count ?? 0
            state.nodes[inode]?.synced = count
            return nil
        }
        if let error { throw error }
    }

    func nextData(from offset: UInt64) -> UInt64 { offset }

    var resolvedPath: [UInt8]? { path }
}
