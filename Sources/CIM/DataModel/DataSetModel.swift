/// A data set of the CIM as a type: its fields as cases, and what it calculates.
protocol DataSetModel {
    /// Fields in the order of ``DataSet/fields``; the case names are the names of the CIM.
    associatedtype Field: DataSetField

    static var dataSet: DataSet { get }

    /// Sets the fields that the data model calculates from the others.
    static func calculateFields(of event: inout Event)
}

/// A field of one data set.
package protocol DataSetField: CaseIterable, RawRepresentable<Int>, Sendable {}

extension DataSetField {
    package var id: FieldID { FieldID(index: rawValue) }

    /// All names, for ``DataSet/init(model:name:fields:)``.
    static var names: [String] { allCases.map { "\($0)" } }
}
