import FoundationEssentials

/// A directory laid out like a checkout of security_content.
struct ContentDirectory {
    /// The folders that are read, in this order: a deployment of a type wins over the default
    /// schedule of the same directory.
    enum Part: String, CaseIterable {
        case schedules, deployments, macros, lookups, detections
    }

    let path: String

    /// Folders within each other below a part, such as `lookups/csv/`.
    static let depthMax = 16
    /// Files of one part; more are a problem.
    static let filesMax = 20_000

    init(_ path: String) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
    }

    /// What is wrong with the directory as a whole.
    var problem: ContentFinding? {
        let found = Part.allCases.contains { isDirectory("\(path)/\($0.rawValue)") }
        if found { return nil }
        if !isDirectory(path) {
            return ContentFinding(
                problem: ContentProblem(
                    .error, file: path, message: "no such directory of detection content"),
                subject: .everything)
        }
        return ContentFinding(
            problem: ContentProblem(
                .warning, file: path,
                message:
                    "holds none of detections/, macros/, lookups/, deployments/, schedules/, and no app "
                    + "of Splunk (default/savedsearches.conf): name the directory above them"),
            subject: .everything)
    }

    /// The YAML files of a part, sorted by path; hidden files and links to folders are passed over.
    func files(of part: Part) -> (files: [ContentFile], problems: [ContentProblem]) {
        files(below: "\(path)/\(part.rawValue)")
    }

    /// As ``files(of:)``, of any folder.
    func files(below top: String) -> (files: [ContentFile], problems: [ContentProblem]) {
        var files: [ContentFile] = []
        var problems: [ContentProblem] = []
        guard isDirectory(top) else { return ([], []) }
        var waiting: [(path: String, depth: Int)] = [(top, 0)]
        while let folder = waiting.popLast() {
            let names: [String]
            do {
                names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            } catch {
                problems.append(
                    ContentProblem(
                        .error, file: folder.path, message: "cannot be listed: \(reason(error))"))
                continue
            }
            for name in names where !name.hasPrefix(".") {
                let path = "\(folder.path)/\(name)"
                if name.hasSuffix(".yml") || name.hasSuffix(".yaml") {
                    files.append(ContentFile(path: path))
                } else if folder.depth < Self.depthMax, isRealDirectory(path) {
                    waiting.append((path, folder.depth + 1))
                }
            }
        }
        files.sort { $0.path < $1.path }
        if files.count > Self.filesMax {
            problems.append(
                ContentProblem(
                    .error, file: top,
                    message: "holds \(files.count) files: at most \(Self.filesMax) are read"))
            files.removeLast(files.count - Self.filesMax)
        }
        return (files, problems)
    }

    /// The folders right below the directory whose name begins so, sorted.
    func folders(beginning prefix: String) -> [String] {
        // What cannot be listed is a problem where it is read.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasPrefix(prefix) }.sorted().map { "\(path)/\($0)" }
            .filter(isRealDirectory)
    }

    func isDirectory(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            && isDirectory
    }

    /// A directory, and not a link to one: links can go round in circles.
    private func isRealDirectory(_ path: String) -> Bool {
        // A file that vanished in between is no directory either.
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.type] as? FileAttributeType == .typeDirectory
    }
}

/// One file of content.
struct ContentFile {
    let path: String

    /// The name without folders.
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The name without folders and ending.
    var stem: String {
        return name.split(separator: ".", maxSplits: 1).first.map(String.init) ?? name
    }

    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Reads the file; nil, and a problem, when it is no text of bearable size.
    func source(
        _ problems: ProblemCollector, bytesMax: Int = SourceText.bytesMax
    ) -> SourceText? {
        if let bytes = FileBytes.read(path, bytesMax: bytesMax) {
            return SourceText(validating: bytes, file: path, problems, bytesMax: bytesMax)
        }
        // What is wrong is told in the words of the library.
        let bytes: [UInt8]
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            if let size = attributes[.size] as? Int, size > bytesMax {
                problems.add(Self.tooLarge(path, bytesMax))
                return nil
            }
            bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch {
            problems.add(
                ContentProblem(.error, file: path, message: "cannot be read: \(reason(error))"))
            return nil
        }
        return SourceText(validating: bytes, file: path, problems, bytesMax: bytesMax)
    }

    fileprivate static func tooLarge(_ path: String, _ bytesMax: Int) -> ContentProblem {
        ContentProblem(
            .error, file: path,
            message: "larger than \(bytesMax >> 20) MiB: such a file is not read")
    }
}

extension SourceText {
    /// Takes bytes from outside; nil, and a problem, when they are too many or not UTF-8.
    init?(
        validating bytes: [UInt8], file: String, _ problems: ProblemCollector,
        bytesMax: Int = SourceText.bytesMax
    ) {
        guard bytes.count <= bytesMax else {
            problems.add(ContentFile.tooLarge(file, bytesMax))
            return nil
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            let text = SourceText(file: file, bytes: bytes)
            problems.add(.error, text, at: Self.firstInvalid(bytes), "not UTF-8: save it as UTF-8")
            return nil
        }
        self.init(file: file, bytes: bytes)
    }

    private static func firstInvalid(_ bytes: [UInt8]) -> Int {
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = 0
        while case .valid(let scalar) = parser.parseScalar(from: &iterator) {
            offset += scalar.count
        }
        return offset
    }
}

/// The system's words for an error of the file system.
private func reason(_ error: any Error) -> String {
    guard let error = error as? CocoaError else { return "\(error)" }
    switch error.code {
    case .fileNoSuchFile, .fileReadNoSuchFile: return "no such file"
    case .fileReadNoPermission: return "permission denied"
    default: return "\(error)"
    }
}
