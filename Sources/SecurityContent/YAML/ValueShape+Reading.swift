extension ValueShape {
    /// As a configuration writes it.
    package static func text(_ duration: Duration) -> String { Quantity.text(duration) }

    package static func text(bytes: Int) -> String { Quantity.text(bytes: bytes) }
}

extension YAMLMapping {
    /// Keeps what a reader takes of a key, where somebody asks: the first reader knows the most, as
    /// it uses those below it.
    func note(_ shape: @autoclosure () -> ValueShape, _ key: String, isSure: Bool = false) {
        guard problems.shapes != nil else { return }
        let place = ValueShape.place(name(of: key))
        if isSure || problems.shapes?[place] == nil { problems.shapes?[place] = shape() }
    }
}
