/// What a rule says of the logs that it is for. What it leaves out may be anything.
///
/// Source: Sigma specification 2.1, "Log source".
package struct LogSource: Hashable, Sendable {
    package var product: String?
    package var category: String?
    package var service: String?

    package init(product: String? = nil, category: String? = nil, service: String? = nil) {
        self.product = product
        self.category = category
        self.service = service
    }

    /// Whether everything that this one names is the same in the other.
    package func covers(_ other: LogSource) -> Bool {
        func agrees(_ mine: String?, _ its: String?) -> Bool { mine == nil || mine == its }
        return agrees(product, other.product) && agrees(category, other.category)
            && agrees(service, other.service)
    }
}

extension LogSource {
    /// What it can be chosen by: each of its parts, and the whole as ``description`` has it.
    package var names: [String] { [product, category, service].compactMap { $0 } + [description] }
}

extension LogSource: CustomStringConvertible {
    /// `windows/process_creation`, as a person names it.
    package var description: String {
        [product, category, service].compactMap { $0 }.joined(separator: "/")
    }
}
