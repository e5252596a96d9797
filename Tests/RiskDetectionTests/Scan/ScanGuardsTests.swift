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
        return "\(ScanGuards(detection.plan).condition(of: 0))"
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
}
