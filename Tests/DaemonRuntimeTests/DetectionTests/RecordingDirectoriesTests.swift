import Foundation
import TestSupport
import Testing

@testable import DaemonRuntime

struct RecordingDirectoriesTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func place(_ location: String, files: [String]) throws -> RecordingDirectories.Place {
        for file in files {
            let folder = file.split(separator: "/").dropLast().joined(separator: "/")
            try FileManager.default.createDirectory(
                atPath: "\(directory.path)/\(folder)", withIntermediateDirectories: true)
            try directory.write("<Event/>", to: file)
        }
        return RecordingDirectories([directory.path]).place(of: location)
    }

    private func file(_ name: String) -> RecordingDirectories.Place {
        .file("\(directory.path)/\(name)")
    }

    private static let url =
        "https://media.example/media/splunk/attack_data/master/datasets/T1197/bits/sysmon.log"

    @Test(
        "the longest end of the URL's path that is there is taken",
        arguments: [
            "master/datasets/T1197/bits/sysmon.log", "datasets/T1197/bits/sysmon.log",
            "bits/sysmon.log.gz", "sysmon.log",
        ])
    func suffix(name: String) throws {
        #expect(try place(Self.url, files: [name]) == file(name))
    }

    @Test("a longer end wins over a shorter one")
    func longest() throws {
        let files = ["sysmon.log", "T1197/bits/sysmon.log", "bits/sysmon.log"]
        #expect(try place(Self.url, files: files) == file("T1197/bits/sysmon.log"))
    }

    @Test("a file elsewhere is found by its name and the folders above it")
    func byName() throws {
        let files = ["a/T1003/bits/sysmon.log", "a/T1197/bits/sysmon.log"]
        #expect(try place(Self.url, files: files) == file("a/T1197/bits/sysmon.log"))
        #expect(
            try place("deep/other.log", files: ["x/y/other.log.gz"]) == file("x/y/other.log.gz"))
    }

    @Test("several files of one name that no folder tells apart are none")
    func ambiguous() throws {
        #expect(
            try place(Self.url, files: ["a/sysmon.log", "b/sysmon.log"])
                == .missing(
                    "2 files are called sysmon.log, and no folder tells which is meant"))
    }

    @Test("nothing outside of the directory is found")
    func escape() throws {
        try directory.write("x", to: "secret.log")
        try FileManager.default.createDirectory(
            atPath: directory.path + "/data", withIntermediateDirectories: true)
        let directories = RecordingDirectories([directory.path + "/data"])
        for location in ["../secret.log", "https://x/%2e%2e/secret.log", "/..//../secret.log"] {
            #expect(directories.place(of: location) == .missing("no file secret.log"))
        }
    }

    @Test("a pointer of Git LFS is no recording")
    func pointer() throws {
        try directory.write(
            "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", to: "p.log")
        guard case .missing(let reason) = RecordingDirectories([directory.path]).place(of: "p.log")
        else {
            Issue.record("found a pointer")
            return
        }
        #expect(reason.contains("Git LFS pointer"))
    }

    @Test("query, fragment and escapes of a URL are no part of the file's name")
    func components() {
        #expect(
            RecordingDirectories.components(of: "https://host/a%20b/c.log?raw=true#top")
                == ["a b", "c.log"])
        #expect(RecordingDirectories.components(of: "https://host") == [])
    }

    @Test("files beyond the limit are not looked at, and what is not found says so")
    func filesMax() throws {
        for number in 0..<4 { try directory.write("<Event/>", to: "f\(number).log") }
        func found(_ most: Int) -> [RecordingDirectories.Place] {
            let directories = RecordingDirectories([directory.path], filesMax: most)
            return (0..<4).map { directories.place(of: "elsewhere/x/f\($0).log") }
        }
        // Files right below a directory are found by their path, whatever the limit is.
        #expect(found(0) == found(5))
        let directories = RecordingDirectories([directory.path], filesMax: 3)
        #expect(
            directories.place(of: "none.log")
                == .missing("no file none.log among the first 3 files of the directories"))
        #expect(
            RecordingDirectories([directory.path], filesMax: 5).place(of: "none.log")
                == .missing("no file none.log"))
        try FileManager.default.createDirectory(
            atPath: directory.path + "/deep", withIntermediateDirectories: true)
        try directory.write("<Event/>", to: "deep/g.log")
        #expect(
            RecordingDirectories([directory.path], filesMax: 0).place(of: "g.log")
                == .missing("no file g.log among the first 0 files of the directories"))
    }

    @Test("a file that only begins like a pointer of Git LFS, or is shorter, is a recording")
    func noPointer() throws {
        #expect(try place("a.log", files: ["a.log"]) == file("a.log"))
        for text in ["", "version https://git-lfs.github.com/spe"] {
            try directory.write(text, to: "b.log")
            #expect(RecordingDirectories([directory.path]).place(of: "b.log") == file("b.log"))
        }
    }
}
