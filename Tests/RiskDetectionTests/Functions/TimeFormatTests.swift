import CIM
import RiskDetection
import Testing

struct TimeFormatTests {
    static let time = Timestamp(nanoseconds: 1_704_923_399_999_999_900)  // 2024-01-10 Wednesday

    @Test(
        "each variable gives its part of the time",
        arguments: [
            ("%Y-%m-%dT%H:%M:%S", "2024-01-10T21:49:59"), ("%F %T", "2024-01-10 21:49:59"),
            ("%y/%e/%j", "24/10/010"), ("%I:%M %p", "09:49 PM"),
            ("%a %A %b %B", "Wed Wednesday Jan January"),
            ("%s.%3N", "1704923399.999"), ("%N", "999999900"), ("%z", "+0000"), ("100%%", "100%"),
            ("%c", "Wed Jan 10 21:49:59 2024"), ("%w", "3"), ("%!", "%!"), ("%", "%"),
        ])
    func part(format: String, expected: String) {
        #expect(TimeFormat(format).text(of: Self.time, zone: .utc) == expected)
    }
}
