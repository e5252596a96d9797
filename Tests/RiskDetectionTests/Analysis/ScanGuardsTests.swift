import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

struct RegexLiteralTests {
    @Test(
        "the text that a match must contain is read from a pattern, or nothing",
        arguments: [
            ("\\x{202E}", "\u{202E}"), ("net1? user", " user"), ("^abc$", "abc"),
            ("ab(cd|ef)ghi", "ghi"), ("a{2}bcd", "bcd"), ("[a-z]+\\.exe", ".exe"),
            ("x*yz", "yz"), ("ab\\d+", "ab"),
        ])
    func found(pattern: String, literal: String) {
        #expect(RegexLiteral.required(pattern) == literal)
    }

    @Test(
        "a pattern with alternatives, options or unknown escapes tells nothing",
        arguments: ["a|b", "(?i)abc", "\\Qa*b\\E", "\\1abc", "(?=abc)", "\\x41", "a?", "[abc"])
    func unknown(pattern: String) { #expect(RegexLiteral.required(pattern) == nil) }
}

struct ScanGuardsTests {
    private func condition(_ trunk: String) throws -> String {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.process Processes.user "
                + "| rename \"Processes.*\" as * \(trunk)")
        return Self.texts(of: ScanGuards(detection.plan).condition(of: 0)).joined(separator: " ")
    }

    /// The patterns of a condition, as written.
    private static func texts(of condition: SPL.Predicate<ScanField>) -> [String] {
        switch condition {
        case .all: []
        case .and(let parts), .or(let parts): parts.flatMap(texts)
        case .not(let part): texts(of: part)
        case .matches(_, let patterns): patterns.map(\.text)
        case .differs(_, let pattern), .term(let pattern, _): [pattern.text]
        case .ordered(_, _, let text): [text]
        // The search language has none of these.
        case .passes, .compares: []
        }
    }

    @Test(
        "a condition on `by` fields comes down to the scan",
        arguments: [
            "| search process=*bits*", "| where process=\"bits\"",
            "| where like(process, \"%bits%\")",
            "| regex process=\"bits+\"", "| rename process as line | search line=bits*",
            "| eval line=process | search line=bits",
            "| eval n=mvcount(split(process,\"bits\"))-1 | search n>1",
        ])
    func comesDown(trunk: String) throws { #expect(try condition(trunk).contains("bit")) }

    @Test(
        "a condition stays up that looks at more than one row, at what was computed, or denies",
        arguments: [
            "| search NOT process=*bits*", "| head 5 | search process=*bits*",
            "| eval process=lower(process).\"x\" | search process=*bits*",
            "| search process=*bits* OR count>3",
            "| stats count by process | search process=*bits*",
            "| dedup user | search process=*bits*",
            "| eval n=mvcount(split(process,\"bits\")) | search n>0",
        ])
    func staysUp(trunk: String) throws { #expect(!(try condition(trunk).contains("bit"))) }

    private func ceilings(_ trunk: String) throws -> [ScanCeiling] {
        let detection = try Detection.fixture(
            "| tstats max(_time) as last count dc(Processes.user) as users "
                + "from datamodel=Endpoint.Processes by Processes.process "
                + "| rename \"Processes.*\" as * \(trunk)")
        return ScanGuards(detection.plan).ceilings[0]
    }

    @Test(
        "what a count must not be above comes down to the scan",
        arguments: [
            ("| search users<10", 2, 9), ("| search count<=4 process=*a*", 1, 4),
            ("| where count < 2.5", 1, 2), ("| rename users as n | where n<=2", 2, 2),
            ("| eval n=count | where n<3 | sort last", 1, 2),
        ])
    func ceiling(trunk: String, aggregate: Int, most: Int64) throws {
        #expect(try ceilings(trunk) == [ScanCeiling(aggregate: aggregate, most: most)])
    }

    @Test(
        "what may become true again, or looks at several rows, is no ceiling",
        arguments: [
            "| search users>10", "| search users<10 OR process=a", "| search NOT users<10",
            "| where last<10", "| eval users=users-5 | search users<10", "| search users<0",
            "| stats sum(users) as users by process | search users<10",
            "| eventstats sum(count) as n | search n<10", "| head 3 | search users<10",
        ])
    func noCeiling(trunk: String) throws { #expect(try ceilings(trunk).isEmpty) }
}
