/// A data set that records are normalised into.
package protocol NormalizedDataSet {
    associatedtype Field: DataSetField

    static var dataSet: DataSet { get }

    /// What the data model calculates of the other fields, in the model's order.
    static var calculations: [Calculation<Field>] { get }
}
