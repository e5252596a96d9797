import SPL

extension BitFunction {
    /// Of whole numbers from 0 to 2^53 − 1.
    ///
    /// Source: Splunk Search Reference, "Bitwise functions".
    func value(_ arguments: [Value]) -> Value {
        let mask: UInt64 = 1 << 53 - 1
        let numbers = arguments.compactMap { value -> UInt64? in
            guard let number = value.number, number >= 0, number <= Double(mask),
                number == number.rounded()
            else { return nil }
            return UInt64(number)
        }
        guard numbers.count == arguments.count else { return .null }
        let result: UInt64 =
            switch self {
            case .bit_and: numbers.reduce(mask, &)
            case .bit_or: numbers.reduce(0, |)
            case .bit_xor: numbers.reduce(0, ^)
            case .bit_not: ~numbers[0] & mask
            case .bit_shift_left: numbers[1] < 53 ? numbers[0] << numbers[1] & mask : 0
            case .bit_shift_right: numbers[1] < 53 ? numbers[0] >> numbers[1] : 0
            }
        return .integer(Int64(result))
    }
}
