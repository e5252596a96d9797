import Foundation
import GRDB
import Glibc
import Testing

@testable import DaemonRuntime

struct TransienceTests {
    @Test("a disk that is full, read-only or in trouble is waited for; all else is not")
    func kinds() {
        for code in [ENOSPC, EROFS, EIO, EDQUOT] {
            #expect(Transience.isTransient(SystemError("open", code: code)))
        }
        for code in [EACCES, ENOTDIR, ELOOP] {
            #expect(!Transience.isTransient(SystemError("open", code: code)))
        }
        for code in [ResultCode.SQLITE_FULL, .SQLITE_READONLY, .SQLITE_IOERR_WRITE] {
            #expect(Transience.isTransient(DatabaseError(resultCode: code)))
        }
        #expect(!Transience.isTransient(DatabaseError(resultCode: .SQLITE_CORRUPT)))
        #expect(Transience.isTransient(CocoaError(.fileWriteOutOfSpace)))
        #expect(Transience.isTransient(CocoaError(.fileWriteVolumeReadOnly)))
        #expect(!Transience.isTransient(CocoaError(.fileWriteNoPermission)))
        #expect(!Transience.isTransient(StateError.locked(holder: "1")))
        #expect(!Transience.isTransient(StateError.newerSchema(found: 9, known: 1)))
    }
}
