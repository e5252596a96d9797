import CIM
import SPL
import Sigma
import TestSupport

/// Records as raw events, as a scan sees them.
enum RawEvents {
    /// An event with these values, and with all of them in the field that keywords look at.
    static func event(_ record: NaiveSigma.Record) -> Event {
        var fields = record
        let all = record.keys.sorted().flatMap { record[$0] ?? [] }
        fields[RecordSource.everyValue] = [all.filter { !$0.isEmpty }.map { $0 + "\0" }.joined()]
        let empty = record.keys.sorted().filter { record[$0]?.contains("") == true }
        if !empty.isEmpty {
            fields[RecordSource.emptyNames] = [empty.map { $0 + "\0" }.joined()]
        }
        let dataSet = DataSet(rawWindows: fields.keys.sorted())
        var event = Event(dataSet: dataSet)
        for (name, values) in fields {
            guard let field = dataSet.field(name) else { continue }
            for value in values where !value.isEmpty { event.add(field, value.utf8) }
        }
        return event
    }

    /// Records of tests do not say which of their fields stand in `UserData`: a name for anywhere is
    /// the field of its plain name.
    static func field(_ dataSet: DataSet) -> (String) -> ScanField {
        { name in
            let plain = name.hasPrefix("data:") ? String(name.dropFirst(5)) : name
            return dataSet.field(plain).map(ScanField.field) ?? .absent(name)
        }
    }
}
