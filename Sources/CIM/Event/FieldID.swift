/// A field of a data set, by its place in ``DataSet/fields``.
package struct FieldID: Hashable, Sendable {
    package let index: Int

    package init(index: Int) { self.index = index }
}
