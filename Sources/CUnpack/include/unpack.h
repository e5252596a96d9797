/// Reads files that hold others (zip, tar, 7z …), compressed ones (xz, zstd, bzip2 …) and Windows event
/// logs (.evtx), by libarchive and libevtx.
///
/// Such files come from machines that somebody else held, and their readers are large: each file is read
/// by a process of its own, with limits, which can take nothing else with it. Without the libraries in
/// the build the functions are there and say so.
#ifndef RISKD_UNPACK_H
#define RISKD_UNPACK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct riskd_unpack riskd_unpack;

enum riskd_unpack_format {
    RISKD_UNPACK_ARCHIVE = 0,
    RISKD_UNPACK_EVTX = 1,
};

struct riskd_unpack_limits {
    /// Memory beyond what the program has, and seconds of a processor, for the whole file.
    uint64_t memory_bytes;
    uint32_t cpu_seconds;
    /// How long nothing may come.
    uint32_t stall_milliseconds;
    /// Longer records are told as damaged.
    uint32_t record_bytes;
};

enum riskd_unpack_kind {
    /// All was read.
    RISKD_UNPACK_END = 0,
    /// A file within begins; the bytes are its name.
    RISKD_UNPACK_ENTRY = 1,
    /// A piece of it; of an event log a record as XML, in one piece or several.
    RISKD_UNPACK_DATA = 2,
    /// Something within cannot be read, the bytes say why; what follows may be.
    RISKD_UNPACK_DAMAGED = 3,
    /// Nothing more can be read; the bytes say why.
    RISKD_UNPACK_FAILED = 4,
    /// The process ended by a signal, whose number riskd_unpack_signal gives.
    RISKD_UNPACK_DIED = 5,
    /// Nothing came for too long.
    RISKD_UNPACK_STALLED = 6,
};

/// Whether the build can read the format.
int riskd_unpack_is_built(enum riskd_unpack_format format);

/// Starts reading.
///
/// - descriptor: Of the file; stays the caller's. An event log must be one that can be sought in.
/// - head: What was read of it already and cannot be read again; empty where it can.
/// - error_number: Gets why, where NULL is returned.
riskd_unpack *riskd_unpack_open(int descriptor, enum riskd_unpack_format format,
                                struct riskd_unpack_limits limits, const uint8_t *head,
                                size_t head_size, int *error_number);

/// Waits for what comes next. After anything but an entry, data or damage there is nothing more.
///
/// - bytes: Valid until the next call.
enum riskd_unpack_kind riskd_unpack_next(riskd_unpack *unpack, const uint8_t **bytes, size_t *size);

/// A file without a name, in memory, closed by exec.
///
/// - Returns: Its descriptor, or -1 with errno.
int riskd_unpack_spool(void);

/// The signal that ended the process; 0 where none did.
int riskd_unpack_signal(const riskd_unpack *unpack);

pid_t riskd_unpack_process(const riskd_unpack *unpack);

/// Ends the process, if it is still there.
void riskd_unpack_close(riskd_unpack *unpack);

#endif
