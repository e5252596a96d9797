import Foundation
import Glibc

/// A file beside the segments that says how far the first of them is confirmed, so that a start
/// need not send all of it again.
struct ShippedMark: Equatable, Sendable {
    var segment: String
    /// Lines that are confirmed, from the first on.
    var lines: Int

    private static let name = "shipped"

    /// - Returns: Nil where there is none that can be read: then segments are sent from their start.
    static func read(_ directory: SpoolDirectory) -> ShippedMark? {
        guard let data = FileManager.default.contents(atPath: directory.place(name)) else {
            return nil
        }
        let parts = String(decoding: data, as: UTF8.self).split(separator: " ")
        guard parts.count == 2, parts[1].hasSuffix("\n"), let lines = Int(parts[1].dropLast()),
            lines >= 0
        else { return nil }
        return ShippedMark(segment: String(parts[0]), lines: lines)
    }

    /// Replaces the earlier mark, all of it or nothing.
    func write(_ directory: SpoolDirectory) throws(SystemError) {
        let place = directory.place(Self.name)
        let new = place + ".new"
        let file = try FileDescriptor.open(new, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o640)
        let bytes = Array("\(segment) \(lines)\n".utf8)
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(file.number, $0.baseAddress, $0.count)
        }
        guard count == bytes.count else { throw SystemError("write \(new)") }
        guard fdatasync(file.number) == 0 else { throw SystemError("fdatasync \(new)") }
        guard unsafe rename(new, place) == 0 else { throw SystemError("rename \(new)") }
    }
}
