import Foundation
import GRDB
import Glibc

/// Which failures may pass without anybody changing the configuration: a disk that is full,
/// read-only or in trouble.
enum Transience {
    private static let resultCodes: [ResultCode] = [
        .SQLITE_FULL, .SQLITE_READONLY, .SQLITE_IOERR, .SQLITE_BUSY,
        // Its log cannot be made; the database itself is opened before.
        .SQLITE_CANTOPEN,
    ]

    static func isTransient(_ error: any Error) -> Bool {
        switch error {
        case let error as SystemError: return error.isTransient
        case let error as DatabaseError: return resultCodes.contains(error.resultCode)
        case let error as CocoaError:
            if [.fileWriteOutOfSpace, .fileWriteVolumeReadOnly].contains(error.code) {
                return true
            }
            return error.underlying.map(isTransient) ?? false
        case let error as POSIXError:
            return SystemError("", code: error.code.rawValue).isTransient
        default: return false
        }
    }
}
