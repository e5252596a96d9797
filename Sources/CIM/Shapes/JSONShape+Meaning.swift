extension JSONShape {
    /// What a key means, in whatever spelling: of its own, flattened, or folded.
    func meaning(
        of text: Span<UInt8>, _ range: Range<Int>, in context: JSONContext
    ) -> JSONRole {
        if let role = role(context, text, range) { return role }
        switch context {
        case .root, .winlog, .ecsEvent:
            if let role = dottedRole(context, text, range) { return role }
        // OpenTelemetry's list has a name and a value in each object.
        case .dataItem: return isWide ? meaning(of: text, range, in: .eventData) : JSONRole()
        default: break
        }
        return foldedRole(context, text, range) ?? JSONRole()
    }

    /// `winlog.event_data.Image` in one key, as some shippers flatten it.
    private func dottedRole(
        _ context: JSONContext, _ text: Span<UInt8>, _ range: Range<Int>
    ) -> JSONRole? {
        let point = UInt8(ascii: ".")
        var context = context
        var start = range.lowerBound
        while true {
            let index = ByteScan.first(point, point, point, in: text, start, range.upperBound)
            guard index < range.upperBound else { break }
            guard let role = known(context, text, start..<index), role.child != .ignored,
                role.child != .text
            else { return nil }
            context = role.child
            start = index + 1
        }
        return start == range.lowerBound
            ? nil : known(context, text, start..<range.upperBound)
    }

    private func known(
        _ context: JSONContext, _ text: Span<UInt8>, _ range: Range<Int>
    ) -> JSONRole? {
        role(context, text, range) ?? foldedRole(context, text, range)
    }
}
