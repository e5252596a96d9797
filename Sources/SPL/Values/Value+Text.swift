import CIM

extension Value {
    /// The values of the cell as text, as a search compares them and a message shows them; empty
    /// for null.
    package var texts: [String] {
        switch self {
        case .null: []
        case .string(let text): [text]
        case .integer(let number): [String(number)]
        case .double(let number): [Value.text(of: number)]
        case .time(let time): [time.epochText]
        case .multivalue(let values): values
        }
    }

    /// A number as Splunk prints it: no exponent and no `.0` for whole numbers.
    package static func text(of number: Double) -> String {
        if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
        return number.description
    }

    package var isNull: Bool { self == .null }
}
