/// POST requests by libcurl, whose functions take arguments of any type and cannot be called from
/// Swift; one request at a time, gone through in steps, so that the caller can break it off.
#ifndef RISKD_HTTP_H
#define RISKD_HTTP_H

#include <stddef.h>
#include <stdint.h>

typedef struct riskd_http riskd_http;

/// How a request that did not get an answer failed.
enum riskd_http_failure {
    RISKD_HTTP_ANSWERED = 0,
    /// The receiver cannot be reached, or the connection broke: worth another try.
    RISKD_HTTP_UNREACHABLE = 1,
    /// Address, certificate or the like: another try gives the same.
    RISKD_HTTP_WRONG = 2,
};

/// - ca_file: Certificates to verify with; NULL for those of the system.
/// - proxy: NULL for none, whatever the environment says.
/// - Returns: NULL where there is no memory.
riskd_http *riskd_http_create(const char *ca_file, const char *proxy, long timeout_ms);

void riskd_http_destroy(riskd_http *http);

/// Begins a request; connections of the one before are used again.
///
/// - headers: Each ends with a line feed.
/// - body: Copied.
void riskd_http_begin(riskd_http *http, const char *url, const char *headers, const uint8_t *body,
                      size_t count);

/// Goes on with it for some time at most.
///
/// - Returns: Whether it has ended.
int riskd_http_step(riskd_http *http, int milliseconds);

/// Breaks the request off, if there is one, and closes connections.
void riskd_http_cancel(riskd_http *http);

/// Of the request that has ended.
enum riskd_http_failure riskd_http_result(const riskd_http *http);

/// What went wrong, in words; empty where nothing did.
const char *riskd_http_error(const riskd_http *http);

/// The status of the answer.
long riskd_http_status(const riskd_http *http);

/// The body of the answer, its first 64 KiB.
const uint8_t *riskd_http_reply(const riskd_http *http, size_t *count);

#endif
