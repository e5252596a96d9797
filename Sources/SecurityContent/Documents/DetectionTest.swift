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

    /// Why a test is not run like the others.
    package enum Obstacle: Equatable, Sendable {
        /// `test_type: experimental`, with its description: run only when somebody asks.
        case experimental(String)
        /// What it says cannot be understood.
        case unreadable(String)
    }

    package var name: String
    /// One or more; all of them go into the same search. None only where there is an obstacle.
    package var recordings: [Recording]
    /// How many rows are to be found; nil for one or more.
    package var expected: ExpectedRows?
    package var obstacle: Obstacle?
    /// Whether it is of a rule of Sigma: any row passes, and the status of the rule does not matter.
    package var isOfRule = false

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
            let obstacle = experiment(test)
            let isExperiment = obstacle != nil
            let recordings =
                isExperiment && test.node("attack_data") == nil ? [] : recordings(of: test)
            guard !recordings.isEmpty || isExperiment else { return nil }
            var read = DetectionTest(
                name: test.node("name")?.text ?? "test \(index + 1)", recordings: recordings)
            read.obstacle = obstacle
            switch ExpectedRows.read(test) {
            case .rows(let expected): read.expected = expected
            case .unreadable(let reason):
                test.report(.warning, key: ExpectedRows.key, reason)
                read.obstacle = .unreadable(reason)
            }
            return read
        }
    }

    /// Source: contentctl-ng, `UnitTest` and `ExperimentalTest`; older content has no `test_type`.
    private static func experiment(_ test: YAMLMapping) -> Obstacle? {
        guard let node = test.node("test_type") else { return nil }
        switch node.text {
        case "unit": return nil
        case "experimental": return .experimental(test.node("description")?.text ?? "")
        default:
            let reason =
                "\(test.name(of: "test_type")) is \(node.text.map { "\"\($0)\"" } ?? node.kind): "
                + "write unit or experimental"
            test.report(.warning, at: node, reason)
            return .unreadable(reason)
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
