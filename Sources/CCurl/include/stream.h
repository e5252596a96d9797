/// Streams to a receiver by libcurl: TCP, TLS, unix sockets. It resolves names, tries addresses and
/// verifies certificates; what is sent is the caller's.
#ifndef RISKD_STREAM_H
#define RISKD_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "http.h"

typedef struct riskd_stream riskd_stream;

/// Begins to connect.
///
/// - url: http://host:port for TCP, https://host:port for TLS; any where there is a path.
/// - path: Of a unix socket; or NULL.
/// - ca_file: Certificates to verify with; NULL for those of the system.
/// - certificate_file, key_file: Who this side is, for receivers that ask; or NULL.
/// - Returns: NULL where there is no memory.
riskd_stream *riskd_stream_create(const char *url, const char *path, const char *ca_file,
                                  const char *certificate_file, const char *key_file,
                                  long timeout_ms);

/// Closes it.
void riskd_stream_destroy(riskd_stream *stream);

/// Goes on connecting for some time at most.
///
/// - Returns: Whether that has ended, well or not.
int riskd_stream_step(riskd_stream *stream, int milliseconds);

enum riskd_http_failure riskd_stream_result(const riskd_stream *stream);

/// What went wrong, in words; empty where nothing did.
const char *riskd_stream_error(const riskd_stream *stream);

/// What came of handing out bytes.
enum riskd_stream_sending {
    RISKD_SENDING_TAKEN = 0,
    /// There is no room now: wait, and hand them out again.
    RISKD_SENDING_FULL = 1,
    /// It is broken: riskd_stream_error says why.
    RISKD_SENDING_FAILED = 2,
};

/// Hands out bytes.
///
/// - taken: Gets how many were taken; 0 unless the status is RISKD_SENDING_TAKEN.
enum riskd_stream_sending riskd_stream_send(riskd_stream *stream, const uint8_t *bytes,
                                            size_t count, size_t *taken);

enum riskd_stream_receipt {
    /// Bytes came, one or more.
    RISKD_STREAM_BYTES = 0,
    /// None are there now.
    RISKD_STREAM_NOTHING = 1,
    /// The other side has closed it, and nothing comes any more.
    RISKD_STREAM_CLOSED = 2,
    /// It is broken: riskd_stream_error says why.
    RISKD_STREAM_BROKEN = 3,
};

/// Takes what has come, without waiting.
///
/// - count: How many bytes there are; 0 unless there are bytes.
enum riskd_stream_receipt riskd_stream_receive(riskd_stream *stream, uint8_t *bytes, size_t room,
                                               size_t *count);

enum riskd_stream_readiness {
    RISKD_STREAM_TO_SEND = 1,
    RISKD_STREAM_TO_RECEIVE = 2,
    RISKD_STREAM_TO_DO_EITHER = 3,
};

/// Waits for room to send, or for the other side to say something, for some time at most.
void riskd_stream_wait(riskd_stream *stream, enum riskd_stream_readiness readiness,
                       int milliseconds);

/// Asks how many bytes the other side's kernel has not got yet, or, of a unix socket, its program.
///
/// - bytes: Gets how many, where that is known.
/// - Returns: Whether it is known; an errno says why where it is not.
int riskd_stream_underway(const riskd_stream *stream, int *bytes);

/// Whether the other side has closed it; what it says is passed over.
int riskd_stream_is_closed(riskd_stream *stream);

#endif
