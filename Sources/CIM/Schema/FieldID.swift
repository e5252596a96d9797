/// A field of a data set, by its place in ``DataSet/fields``.
package struct FieldID: Hashable, Sendable {
    package let index: Int

    @inlinable package init(index: Int) { self.index = index }
}
