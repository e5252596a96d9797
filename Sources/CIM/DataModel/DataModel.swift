/// The registry of data sets that searches can name.
package enum DataModel {
    /// Every data set, one line each.
    package static let all: [DataSet] = [
        Processes.dataSet,
        Registry.dataSet,
        Filesystem.dataSet,
        AllTraffic.dataSet,
        DNS.dataSet,
        AllRisk.dataSet,
    ]

    /// - Parameter qualifiedName: `Model.DataSet`, such as `Endpoint.Processes`. A data model alone
    ///   (`Endpoint`) names no data set.
    package static func dataSet(named qualifiedName: String) -> DataSet? {
        all.first { $0.qualifiedName == qualifiedName }
    }
}
