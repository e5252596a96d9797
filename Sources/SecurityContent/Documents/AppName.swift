/// What the saved searches of a directory are called: the name of the Splunk app that the content
/// is built into stands in front of the name of the detection.
///
/// - `build.yml`: `content_prefix`;
/// - `contentctl.yml`: `app.label`, or `app.prefix` where there is no label;
/// - neither: `ESCU` for ESCU's own detections, and for others no app at all.
///
/// Source: contentctl-ng 1.1.1, `objects/app.py`; contentctl,
/// `output/templates/savedsearches_detections.j2`.
struct AppName {
    /// Nil where no file of the directory says it.
    private(set) var label: String?
    private(set) var problems: [ContentProblem] = []

    static let escu = "ESCU"

    init(_ directory: ContentDirectory) {
        let keys: [(file: String, read: (YAMLMapping) -> String?)] = [
            ("build.yml", { $0.node("content_prefix")?.text }),
            (
                "contentctl.yml",
                { file in
                    guard case .mapping? = file.node("app")?.content,
                        let app = file.mapping("app")
                    else { return nil }
                    return app.node("label")?.text ?? app.node("prefix")?.text
                }
            ),
        ]
        for key in keys where label == nil {
            let file = ContentFile(path: "\(directory.path)/\(key.file)")
            guard file.exists else { continue }
            let collector = ProblemCollector()
            label = file.source(collector)
                .flatMap { YAMLDocument($0, problems: collector) }
                .flatMap { $0.mapping(collector) }.flatMap(key.read)
            if label?.allSatisfy(\.isWhitespace) == true { label = nil }
            // Detections run without their app's name.
            problems += collector.problems.map { problem in
                var problem = problem
                problem.severity = .warning
                return problem
            }
        }
    }

    /// Tells the detections of the directory whose they are.
    ///
    /// A detection that stands instead of one of an earlier directory keeps that one's name.
    /// Without a file that names the app, ESCU's detections are told by their authors: where most of
    /// a directory's detections name Splunk, all of them are ESCU's, since outsiders write some.
    func name(_ detections: inout [DetectionDocument], over earlier: [DetectionDocument]) {
        let apps = Dictionary(
            earlier.compactMap { document in document.app.map { (document.id.lowercased(), $0) } },
            uniquingKeysWith: { _, last in last })
        let ofSplunk = detections.count(where: Self.isOfSplunk)
        let isESCU = 2 * ofSplunk > detections.count(where: { $0.stanza == nil })
        for index in detections.indices where detections[index].stanza == nil {
            if let label {
                detections[index].app = label
            } else if let app = apps[detections[index].id.lowercased()] {
                detections[index].app = app
            } else if isESCU || Self.isOfSplunk(detections[index]) {
                detections[index].app = Self.escu
            }
        }
    }

    private static func isOfSplunk(_ detection: DetectionDocument) -> Bool {
        detection.author.split { !$0.isLetter && !$0.isNumber }.contains("Splunk")
    }
}
