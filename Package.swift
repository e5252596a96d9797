// swift-tools-version: 6.3
import Foundation
import PackageDescription

// Walls between the rooms: what a target may import is what stands in its `dependencies`,
// and the build is run with `--explicit-target-dependency-import-check error`.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // Scanners hold the span they read.
    .enableExperimentalFeature("Lifetimes"),
    .treatAllWarnings(as: .error),
]

/// Vectorscan finds words in raw text; without its headers, or where RISKD_WITHOUT_VECTORSCAN is set,
/// the build has no prefilter: every record is read.
let hasVectorscan =
    ProcessInfo.processInfo.environment["RISKD_WITHOUT_VECTORSCAN"] == nil
    && FileManager.default.fileExists(atPath: "/usr/include/hs/hs.h")

/// Events for other engines go to Apache Kafka by librdkafka; without its headers, or where
/// RISKD_WITHOUT_KAFKA is set, the build refuses a configuration that asks for it.
let hasKafka =
    ProcessInfo.processInfo.environment["RISKD_WITHOUT_KAFKA"] == nil
    && FileManager.default.fileExists(atPath: "/usr/include/librdkafka/rdkafka.h")

/// Archives are read by libarchive and Windows event logs by libevtx; without their headers, or where
/// RISKD_WITHOUT_UNPACKING is set, the build says what such a file is and does not read it.
let unpacks = ProcessInfo.processInfo.environment["RISKD_WITHOUT_UNPACKING"] == nil
let hasArchive = unpacks && FileManager.default.fileExists(atPath: "/usr/include/archive.h")
let hasEVTX =
    unpacks && FileManager.default.fileExists(atPath: "/usr/include/libevtx.h")
    && FileManager.default.fileExists(atPath: "/usr/include/libbfio.h")

/// A target of riskd's own code, with the house settings.
///
/// - Parameter resources: Files that stand in the program itself, so that it runs wherever it is.
func room(
    _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

/// The tests of one room; `TestSupport` holds the fakes that several rooms share.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name), "TestSupport"] + dependencies,
        swiftSettings: settings)
}

let package = Package(
    name: "riskd",
    products: [.executable(name: "riskd", targets: ["riskd"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // The pure core: no Foundation, Dispatch, Glibc, clock, file or random number.
        room("CIM", ["CByteScan"]),
        room("RegularExpressions", ["CPCRE2"]),
        room("SPL", ["CIM", "RegularExpressions"]),
        room("RiskDetection", ["CIM", "RegularExpressions", "SPL", "CByteScan", "CMath"]),
        room("Sigma", ["CIM", "RegularExpressions", "SPL"]),
        room(
            "DetectionExport", ["CIM", "RegularExpressions", "SPL", "RiskDetection"],
            resources: [.embedInCode("Report/Page")]),

        // The only target with raw memory of its own.
        room("RingBuffer"),

        room(
            "SecurityContent",
            ["CIM", "SPL", "RiskDetection", "Sigma", .product(name: "Yams", package: "Yams")]),

        // Bytes that mean something, sixteen at a time.
        .systemLibrary(name: "CByteScan"),
        // exp, log, sin …: functions of their arguments and nothing else.
        .systemLibrary(name: "CMath"),
        .systemLibrary(
            name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),

        // The shell: bytes, time, crashes.
        .systemLibrary(
            name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        // epoll, flags of sockets and pages of the program, which the module of the C library leaves
        // out.
        .target(name: "CLinux"),
        // Words in raw text: C, for the processor's wide instructions and Vectorscan.
        .target(
            name: "CLiteralSearch",
            cSettings: hasVectorscan ? [.define("RISKD_VECTORSCAN")] : [],
            linkerSettings: hasVectorscan ? [.linkedLibrary("hs")] : []),
        // Requests and connections: C, as the functions of libcurl take arguments of any type.
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        // Records to Kafka: C, for the callbacks of librdkafka.
        .target(
            name: "CKafka",
            cSettings: hasKafka ? [.define("RISKD_KAFKA")] : [],
            linkerSettings: hasKafka ? [.linkedLibrary("rdkafka")] : []),
        // Files within files, and Windows event logs: C, for a process of its own.
        .target(
            name: "CUnpack",
            cSettings: (hasArchive ? [.define("RISKD_ARCHIVE")] : [])
                + (hasEVTX ? [.define("RISKD_EVTX")] : []),
            linkerSettings: (hasArchive ? [.linkedLibrary("archive")] : [])
                + (hasEVTX ? [.linkedLibrary("evtx")] : [])),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        room(
            "DaemonRuntime",
            [
                "CIM", "SPL", "RiskDetection", "SecurityContent", "DetectionExport", "RingBuffer",
                "CByteScan", "CCurl", "CKafka", "CLinux", "CLiteralSearch", "CSystemd", "CUnpack",
                "CZlib",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Yams", package: "Yams"),
            ]),
        .executableTarget(
            name: "riskd",
            dependencies: [
                "CIM", "SPL", "RiskDetection", "SecurityContent", "DetectionExport",
                "DaemonRuntime",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),

        .target(
            name: "TestSupport", dependencies: ["CIM", "SPL", "RiskDetection", "Sigma", "CZlib"],
            path: "Tests/TestSupport", swiftSettings: settings),
        // Brokers that a test can take down.
        .target(
            name: "CKafkaMock", path: "Tests/CKafkaMock",
            cSettings: hasKafka ? [.define("RISKD_KAFKA")] : [],
            linkerSettings: hasKafka ? [.linkedLibrary("rdkafka")] : []),
        // SQLite's files on a disk whose power a test can cut.
        .target(
            name: "CPowerCut", path: "Tests/CPowerCut", linkerSettings: [.linkedLibrary("sqlite3")]),
        // `make fuzz`: damaged input for everything that reads bytes from outside.
        .executableTarget(
            name: "riskd-fuzz",
            dependencies: [
                "CIM", "SPL", "RiskDetection", "SecurityContent", "DetectionExport",
                "DaemonRuntime", "TestSupport",
            ],
            path: "Tests/Fuzz", swiftSettings: settings),
        // The ring between two threads: `make bench` measures it, `make race` has the thread sanitizer
        // watch it.
        .target(
            name: "RingExercise", dependencies: ["RingBuffer"], path: "Tests/RingExercise",
            swiftSettings: settings),
        .executableTarget(
            name: "riskd-ring", dependencies: ["RingExercise"], path: "Tests/RingMeasure",
            swiftSettings: settings),
        // The real program, run as a process; depending on it has it built.
        .testTarget(
            name: "riskdTests",
            dependencies: [
                "riskd", "CIM", "RiskDetection", "SPL", "TestSupport",
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings),
        tests("CIM", []),
        tests("RegularExpressions", []),
        tests("SPL", ["CIM", "RegularExpressions"]),
        tests("Sigma", ["CIM", "RegularExpressions", "SPL", "RiskDetection", "SecurityContent"]),
        tests("RiskDetection", ["CIM", "RegularExpressions", "SPL"]),
        tests("DetectionExport", ["CIM", "SPL", "RiskDetection"]),
        tests("RingBuffer", ["RingExercise"]),
        tests("SecurityContent", ["CIM", "SPL", "RiskDetection", "Sigma"]),
        tests(
            "DaemonRuntime",
            [
                "CIM", "SPL", "RiskDetection", "SecurityContent", "DetectionExport", "RingBuffer",
                "CKafka", "CKafkaMock", "CLiteralSearch", "CPowerCut", "CUnpack", "CZlib",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
    ]
)
