import CZlib

/// A Windows event log (.evtx) of one chunk, made of elements.
///
/// Source: libevtx, "Windows XML Event Log (EVTX) format"; its readers open it.
package enum EventLogFile {
    package indirect enum Content: Sendable {
        case none
        case text(String)
        case elements([Element])
    }

    package struct Element: Sendable {
        package var name: String
        package var attributes: [(name: String, value: String)]
        package var content: Content

        package init(
            _ name: String, _ attributes: KeyValuePairs<String, String> = [:],
            _ content: Content = .none
        ) {
            self.name = name
            self.attributes = attributes.map { ($0.key, $0.value) }
            self.content = content
        }
    }

    /// A process creation as Sysmon logs it.
    package static func sysmon(
        _ second: Int, computer: String = "ws-1", _ data: KeyValuePairs<String, String>
    ) -> Element {
        let stamp = "2025-03-04T09:\(10 + second / 60):\(10 + second % 60).2500000Z"
        return Element(
            "Event", ["xmlns": "http://schemas.microsoft.com/win/2004/08/events/event"],
            .elements([
                Element(
                    "System", [:],
                    .elements([
                        Element("Provider", ["Name": "Microsoft-Windows-Sysmon"]),
                        Element("EventID", [:], .text("1")),
                        Element("TimeCreated", ["SystemTime": stamp]),
                        Element(
                            "Channel", [:], .text("Microsoft-Windows-Sysmon/Operational")),
                        Element("Computer", [:], .text(computer)),
                    ])),
                Element(
                    "EventData", [:],
                    .elements(data.map { Element("Data", ["Name": $0.key], .text($0.value)) })),
            ]))
    }

    /// The whole file. All records must fit into a chunk of 64 KiB.
    package static func bytes(_ records: [Element]) -> [UInt8] {
        var names: [String: Int] = [:]
        var data: [UInt8] = []
        var last = 0
        for (number, record) in zip(1..., records) {
            last = headerBytes + data.count
            var writer = Writer(base: last + 24, names: names)
            writer.bytes = [0x0F, 1, 1, 0]
            writer.element(record)
            writer.bytes.append(0)
            names = writer.names
            let padding = (8 - (28 + writer.bytes.count) % 8) % 8
            let body = writer.bytes + [UInt8](repeating: 0, count: padding)
            let size = 28 + body.count
            data += little(0x2A2A, 4) + little(size, 4) + little(number, 8)
            data += little(133_000_000_000_000_000, 8) + body + little(size, 4)
        }
        precondition(headerBytes + data.count <= chunkBytes, "too many records for a chunk")
        return fileHeader(records.count) + chunk(data, records.count, last)
    }

    private static let headerBytes = 512
    private static let chunkBytes = 65_536

    private static func fileHeader(_ count: Int) -> [UInt8] {
        var header = Array("ElfFile\0".utf8) + little(0, 8) + little(0, 8) + little(count + 1, 8)
        header += little(128, 4) + little(1, 2) + little(3, 2) + little(4_096, 2) + little(1, 2)
        header += [UInt8](repeating: 0, count: 120 - header.count)
        header += little(0, 4) + little(checksum(header), 4)
        return header + [UInt8](repeating: 0, count: 4_096 - header.count)
    }

    private static func chunk(_ data: [UInt8], _ count: Int, _ last: Int) -> [UInt8] {
        var header = Array("ElfChnk\0".utf8) + little(1, 8) + little(count, 8) + little(1, 8)
        header += little(count, 8) + little(128, 4) + little(last, 4)
        header += little(headerBytes + data.count, 4) + little(checksum(data), 4)
        header += [UInt8](repeating: 0, count: 120 - header.count)
        let tables = [UInt8](repeating: 0, count: headerBytes - 128)
        header += little(0, 4) + little(checksum(header + tables), 4) + tables
        let whole = header + data
        return whole + [UInt8](repeating: 0, count: chunkBytes - whole.count)
    }

    fileprivate static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func checksum(_ bytes: [UInt8]) -> Int {
        Int(
            unsafe bytes.withUnsafeBufferPointer {
                unsafe crc32(0, $0.baseAddress, UInt32($0.count))
            })
    }

    /// Writes binary XML; names stand where they are used first.
    private struct Writer {
        let base: Int
        var names: [String: Int]
        var bytes: [UInt8] = []

        init(base: Int, names: [String: Int]) {
            self.base = base
            self.names = names
        }

        mutating func element(_ element: Element) {
            bytes += [element.attributes.isEmpty ? 0x01 : 0x41, 0xFF, 0xFF]
            let size = bytes.count
            bytes += little(0, 4)
            name(element.name)
            if !element.attributes.isEmpty { attributes(element.attributes) }
            switch element.content {
            case .none: bytes.append(0x03)
            case .text(let text):
                bytes.append(0x02)
                value(text)
                bytes.append(0x04)
            case .elements(let elements):
                bytes.append(0x02)
                for element in elements { self.element(element) }
                bytes.append(0x04)
            }
            bytes.replaceSubrange(size..<size + 4, with: little(bytes.count - size - 4, 4))
        }

        private mutating func attributes(_ attributes: [(name: String, value: String)]) {
            let size = bytes.count
            bytes += little(0, 4)
            for (place, attribute) in attributes.enumerated() {
                bytes.append(place == attributes.count - 1 ? 0x06 : 0x46)
                name(attribute.name)
                value(attribute.value)
            }
            bytes.replaceSubrange(size..<size + 4, with: little(bytes.count - size - 4, 4))
        }

        private mutating func name(_ name: String) {
            if let place = names[name] {
                bytes += little(place, 4)
                return
            }
            let place = base + bytes.count + 4
            names[name] = place
            let hash = name.utf16.reduce(UInt32(0)) { $0 &* 65_599 &+ UInt32($1) }
            bytes += little(place, 4) + little(0, 4) + little(Int(hash & 0xFFFF), 2)
            bytes += little(name.utf16.count, 2) + wide(name) + [0, 0]
        }

        private mutating func value(_ text: String) {
            bytes += [0x05, 0x01] + little(text.utf16.count, 2) + wide(text)
        }

        private func wide(_ text: String) -> [UInt8] { text.utf16.flatMap { little(Int($0), 2) } }
        private func little(_ value: Int, _ count: Int) -> [UInt8] {
            EventLogFile.little(value, count)
        }
    }
}
