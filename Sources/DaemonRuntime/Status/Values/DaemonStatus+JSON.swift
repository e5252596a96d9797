import Foundation

extension DaemonStatus {
    /// One JSON object, its members named with underscores and in alphabetical order.
    package var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Only a number that is not finite could not be encoded, and there is none.
        return (try? encoder.encode(self)).map { [UInt8]($0) } ?? []
    }

    package init(json: [UInt8]) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(DaemonStatus.self, from: Data(json))
    }
}
