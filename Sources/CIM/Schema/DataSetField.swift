/// A field of a data set, as a case of the data set's own list.
///
/// The cases are named and ordered as ``DataSet/fields``; what is required here is what every data
/// set has, so that mappings and calculations are written once for all of them.
package protocol DataSetField: RawRepresentable<Int>, CaseIterable, Sendable {
    static var dest: Self { get }
    static var host: Self { get }
    static var source: Self { get }
    static var sourcetype: Self { get }
    static var vendor_product: Self { get }
}

extension DataSetField {
    package var id: FieldID { FieldID(index: rawValue) }
}

/// A field of a data set of endpoint activity: it names a user and the process that acted.
package protocol EndpointField: DataSetField {
    static var process_exec: Self { get }
    static var process_guid: Self { get }
    static var process_id: Self { get }
    static var process_name: Self { get }
    static var process_path: Self { get }
    static var user: Self { get }
}
