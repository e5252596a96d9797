import CIM
import SPL
import TestSupport
import Testing

@Suite(.enabled(if: SharedData.isPresent, "needs ../shared/escu"))
struct SharedDetectionTests {
    private static let supported: Set = ["tstats", "search", "rename", "convert"]

    @Test("every published detection compiles, or each command that is not supported is named")
    func everyDetectionCompilesOrNamesItsCommands() throws {
        let content = try SharedDetections.load()
        #expect(content.detections.count > 500)
        let compiler = SearchCompiler(macros: content.macroTable)
        var compiled = 0
        var unsupported: [String: Int] = [:]
        for detection in content.detections {
            let result = compiler.compile(detection.search)
            let commands = Self.unsupportedCommands(result)
            let expected = Set(detection.commands).subtracting(Self.supported)
            #expect(Set(commands) == expected, "\(detection.name)")
            #expect(commands.count == expected.count, "once each: \(detection.name)")

            let isKnown = DataModel.dataSet(named: detection.dataSet) != nil
            let codes = Set(result.errors.map(\.code)).subtracting([.unsupportedCommand])
            var expectedCodes: Set<SPLError.Code> = isKnown ? [] : [.unknownDataModel]
            if detection.hasSubsearch { expectedCodes.insert(.unsupportedArgument) }
            #expect(
                codes == expectedCodes,
                "\(detection.name): \(result.errors.map { $0.rendered(in: detection.search) })")

            let isCompiled = expected.isEmpty && expectedCodes.isEmpty
            #expect((result.plan != nil) == isCompiled, "\(detection.name)")
            if isCompiled { compiled += 1 }
            for command in commands { unsupported[command, default: 0] += 1 }
            for problem in result.errors + result.warnings {
                #expect(problem.range.upperBound <= detection.search.utf8.count)
            }
        }
        let counts = unsupported.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        print("\(compiled) of \(content.detections.count) detections compile; missing: \(counts)")
        #expect(compiled > 300)
    }

    private static func unsupportedCommands(_ result: CompiledSearch) -> [String] {
        result.errors.filter { $0.code == .unsupportedCommand }
            .compactMap { $0.message.split(separator: "`").dropFirst().first.map(String.init) }
    }
}
