import CIM
import SPL

/// Keys of a scan that keeps events: every field that is read, which may be null or a list.
///
/// - Shape: as ``GroupKey``, but a null is the length ``nullMark`` and no bytes; a list is its length
///   with the bit ``listMark``, then for each value its length as four bytes and its bytes.
extension GroupKey {
    private static let nullMark = UInt32.max
    private static let listMark: UInt32 = 1 << 31

    /// Writes the key of an event into `bytes`, emptied before.
    static func write(_ event: borrowing Event, _ keys: [ScanKey], into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        let keys = keys.span
        for index in keys.indices {
            switch keys[index].field {
            case .time:
                bytes.append(littleEndian: UInt32(8))
                bytes.append(littleEndian: UInt64(bitPattern: event.time.nanoseconds))
            case .absent: bytes.append(littleEndian: nullMark)
            case .field(let id):
                guard let range = event.range(of: id) else {
                    bytes.append(littleEndian: nullMark)
                    continue
                }
                guard event.isList(id) else {
                    bytes.append(littleEndian: UInt32(truncatingIfNeeded: range.count))
                    bytes.append(event.bytes.span.extracting(range))
                    continue
                }
                writeList(event, id, into: &bytes)
            }
        }
    }

    private static func writeList(
        _ event: borrowing Event, _ id: FieldID, into bytes: inout [UInt8]
    ) {
        var count = 0
        event.forEachValue(of: id) { count += 4 + $0.count }
        bytes.append(littleEndian: listMark | UInt32(truncatingIfNeeded: count))
        event.forEachValue(of: id) { range in
            bytes.append(littleEndian: UInt32(truncatingIfNeeded: range.count))
            bytes.append(event.bytes.span.extracting(range))
        }
    }

    /// The values of each key, and of times the bytes; nil where the bytes are no key of `scan`.
    func eventValues(_ scan: Scan) -> [Value]? {
        var reader = bytes[...]
        var values: [Value] = []
        for key in scan.keys {
            guard let length = Self.takeLength(&reader) else { return nil }
            if length == Self.nullMark {
                guard key.field != .time else { return nil }
                values.append(.null)
                continue
            }
            let isList = length & Self.listMark != 0
            guard let part = Self.take(Int(length & ~Self.listMark), &reader) else { return nil }
            if key.field == .time {
                guard part.count == 8, !isList else { return nil }
                values.append(.time(GroupKey.time(part)))
            } else if isList {
                guard let texts = Self.list(part) else { return nil }
                values.append(Value(values: texts))
            } else {
                values.append(.string(String(decoding: part, as: UTF8.self)))
            }
        }
        return reader.isEmpty ? values : nil
    }

    private static func list(_ part: ArraySlice<UInt8>) -> [String]? {
        var (rest, texts) = (part, [String]())
        while !rest.isEmpty {
            guard let length = takeLength(&rest), let text = take(Int(length), &rest) else {
                return nil
            }
            texts.append(String(decoding: text, as: UTF8.self))
        }
        return texts
    }

    private static func takeLength(_ bytes: inout ArraySlice<UInt8>) -> UInt32? {
        take(4, &bytes).map { part in
            part.reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    private static func take(
        _ count: Int, _ bytes: inout ArraySlice<UInt8>
    ) -> ArraySlice<UInt8>? {
        guard count <= bytes.count else { return nil }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count)
    }
}
