/// A test that a detection file brings along: recorded attack data, over which the detection must
/// find something.
///
/// Source: contentctl, `tests` of a detection.
package struct DetectionTest: Equatable, Sendable {
    /// One recording.
    package struct Recording: Equatable, Sendable {
        /// A URL, or a path.
        package var location: LocatedText
        /// What Splunk is told the events are; empty where the file does not say.
        package var source: String
        package var sourcetype: String
    }

    package var name: String
    /// One or more; all of them go into the same search.
    package var recordings: [Recording]

    /// The tests of a file. What is wrong with one keeps no detection from running.
    static func read(_ file: YAMLMapping) -> [DetectionTest] {
        guard case .sequence(let items)? = file.node("tests")?.content else { return [] }
        return items.enumerated().compactMap { index, item in
            guard case .mapping = item.content,
                let test = file.mapping(of: item, path: "tests[\(index + 1)]")
            else {
                file.report(
                    .warning, at: item, "tests[\(index + 1)] is not read: write name, attack_data")
                return nil
            }
            let recordings = recordings(of: test)
            guard !recordings.isEmpty else { return nil }
            return DetectionTest(
                name: test.node("name")?.text ?? "test \(index + 1)", recordings: recordings)
        }
    }

    private static func recordings(of test: YAMLMapping) -> [Recording] {
        guard case .sequence(let items)? = test.node("attack_data")?.content else {
            test.report(
                .warning, key: "attack_data",
                "\(test.name(of: "attack_data")) is no list: write \"- data: <URL>\" lines")
            return []
        }
        return items.enumerated().compactMap { index, item in
            let path = "\(test.name(of: "attack_data"))[\(index + 1)]"
            guard case .mapping = item.content, let data = test.mapping(of: item, path: path),
                let node = data.node("data"), node.text?.isEmpty == false,
                let location = data.text(of: node, name: data.name(of: "data"))
            else {
                test.report(.warning, at: item, "\(path) has no data: write \"data: <URL>\"")
                return nil
            }
            return Recording(
                location: location, source: data.node("source")?.text ?? "",
                sourcetype: data.node("sourcetype")?.text ?? "")
        }
    }
}
