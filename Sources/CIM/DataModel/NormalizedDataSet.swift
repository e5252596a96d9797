/// A data set that records are normalised into.
package protocol NormalizedDataSet {
    associatedtype Field: DataSetField

    static var dataSet: DataSet { get }

    /// Sets the fields that the data model calculates from the others, in the model's order.
    static func calculateFields(of event: inout Event)
}
