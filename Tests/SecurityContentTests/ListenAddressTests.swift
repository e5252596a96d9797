import Testing

@testable import SecurityContent

@Suite("where the daemon answers")
struct ListenAddressTests {
    @Test(
        "a socket, a port of this machine, or nothing",
        arguments: [
            ("off", ListenAddress.off), ("/run/a.sock", .unix(path: "/run/a.sock")),
            ("127.0.0.1:9427", .loopback(host: "127.0.0.1", port: 9427)),
            ("127.1.2.3:1", .loopback(host: "127.1.2.3", port: 1)),
            ("localhost:65535", .loopback(host: "127.0.0.1", port: 65_535)),
            ("[::1]:80", .loopback(host: "::1", port: 80)),
        ])
    func readable(text: String, address: ListenAddress) {
        #expect(ListenAddress(text) == address)
        #expect(ListenAddress(address.text) == address)
    }

    @Test(
        "nothing that others reach, and nothing half said",
        arguments: [
            "0.0.0.0:9427", "10.0.0.1:80", "[::]:80", "127.0.0.1", "127.0.0.1:0",
            "127.0.0.1:65536", "127.0.0.01:1", "127.0.0:1", "run/a.sock", "", ":9427",
            "/" + String(repeating: "a", count: 107),
        ])
    func refused(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
