#define _GNU_SOURCE
#include "stream.h"

#include <curl/curl.h>
#include <linux/sockios.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "once.h"

struct riskd_stream {
    CURLM *multi;
    CURL *easy;
    int is_added;
    int has_ended;
    CURLcode code;
    curl_socket_t socket;
    char error[CURL_ERROR_SIZE];
};

static void end(riskd_stream *stream, CURLcode code) {
    stream->has_ended = 1;
    stream->code = code;
    if (code == CURLE_OK &&
        curl_easy_getinfo(stream->easy, CURLINFO_ACTIVESOCKET, &stream->socket) != CURLE_OK)
        stream->code = CURLE_COULDNT_CONNECT;
    if (stream->code != CURLE_OK && !stream->error[0])
        strncpy(stream->error, curl_easy_strerror(stream->code), CURL_ERROR_SIZE - 1);
}

static CURLcode set_up(riskd_stream *stream, const char *url, const char *path,
                       const char *ca_file, const char *certificate_file, const char *key_file,
                       long timeout_ms) {
    CURL *easy = stream->easy;
    CURLcode code;
#define SET(option, value)                                                    \
    if ((code = curl_easy_setopt(easy, option, value)) != CURLE_OK) return code
    SET(CURLOPT_ERRORBUFFER, stream->error);
    SET(CURLOPT_URL, url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_CONNECT_ONLY, 1L);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_QUICK_EXIT, 1L);
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    // What is spoken is not HTTP, and must not be offered as that.
    SET(CURLOPT_SSL_ENABLE_ALPN, 0L);
    if (ca_file) {
        SET(CURLOPT_CAINFO, ca_file);
        SET(CURLOPT_CAPATH, NULL);
    }
    if (certificate_file) SET(CURLOPT_SSLCERT, certificate_file);
    if (key_file) SET(CURLOPT_SSLKEY, key_file);
    if (path) SET(CURLOPT_UNIX_SOCKET_PATH, path);
    SET(CURLOPT_CONNECTTIMEOUT_MS, timeout_ms);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
#undef SET
    return CURLE_OK;
}

riskd_stream *riskd_stream_create(const char *url, const char *path, const char *ca_file,
                                  const char *certificate_file, const char *key_file,
                                  long timeout_ms) {
    riskd_curl_prepare();
    riskd_stream *stream = calloc(1, sizeof *stream);
    if (!stream) return NULL;
    stream->multi = curl_multi_init();
    stream->easy = curl_easy_init();
    if (!stream->multi || !stream->easy) {
        riskd_stream_destroy(stream);
        return NULL;
    }
    CURLcode code =
        set_up(stream, url, path, ca_file, certificate_file, key_file, timeout_ms);
    if (code == CURLE_OK && curl_multi_add_handle(stream->multi, stream->easy) != CURLM_OK)
        code = CURLE_FAILED_INIT;
    stream->is_added = code == CURLE_OK;
    if (code != CURLE_OK) end(stream, code);
    return stream;
}

void riskd_stream_destroy(riskd_stream *stream) {
    if (stream->is_added) curl_multi_remove_handle(stream->multi, stream->easy);
    if (stream->easy) curl_easy_cleanup(stream->easy);
    if (stream->multi) curl_multi_cleanup(stream->multi);
    free(stream);
}

int riskd_stream_step(riskd_stream *stream, int milliseconds) {
    if (stream->has_ended) return 1;
    int running = 0;
    if (curl_multi_perform(stream->multi, &running) != CURLM_OK) {
        end(stream, CURLE_FAILED_INIT);
        return 1;
    }
    int left = 0;
    CURLMsg *message = curl_multi_info_read(stream->multi, &left);
    if (message && message->msg == CURLMSG_DONE) {
        // The handle stays with the other: the connection belongs to both.
        end(stream, message->data.result);
        return 1;
    }
    if (!running) {
        end(stream, CURLE_FAILED_INIT);
        return 1;
    }
    curl_multi_poll(stream->multi, NULL, 0, milliseconds, NULL);
    return 0;
}

enum riskd_http_failure riskd_stream_result(const riskd_stream *stream) {
    return riskd_curl_failure(stream->code);
}

const char *riskd_stream_error(const riskd_stream *stream) { return stream->error; }

enum riskd_stream_sending riskd_stream_send(riskd_stream *stream, const uint8_t *bytes,
                                            size_t count, size_t *taken) {
    *taken = 0;
    stream->error[0] = 0;
    CURLcode code = curl_easy_send(stream->easy, bytes, count, taken);
    if (code == CURLE_OK) return RISKD_SENDING_TAKEN;
    *taken = 0;
    if (code == CURLE_AGAIN) return RISKD_SENDING_FULL;
    if (!stream->error[0])
        strncpy(stream->error, curl_easy_strerror(code), CURL_ERROR_SIZE - 1);
    return RISKD_SENDING_FAILED;
}

enum riskd_stream_receipt riskd_stream_receive(riskd_stream *stream, uint8_t *bytes, size_t room,
                                               size_t *count) {
    stream->error[0] = 0;
    *count = 0;
    CURLcode code = curl_easy_recv(stream->easy, bytes, room, count);
    if (code == CURLE_AGAIN) return RISKD_STREAM_NOTHING;
    if (code == CURLE_OK) return *count ? RISKD_STREAM_BYTES : RISKD_STREAM_CLOSED;
    if (!stream->error[0])
        strncpy(stream->error, curl_easy_strerror(code), CURL_ERROR_SIZE - 1);
    return RISKD_STREAM_BROKEN;
}

void riskd_stream_wait(riskd_stream *stream, enum riskd_stream_readiness readiness,
                       int milliseconds) {
    short events = 0;
    if (readiness & RISKD_STREAM_TO_SEND) events |= POLLOUT;
    if (readiness & RISKD_STREAM_TO_RECEIVE) events |= POLLIN | POLLRDHUP;
    struct pollfd entry = {.fd = stream->socket, .events = events};
    poll(&entry, 1, milliseconds);
}

int riskd_stream_underway(const riskd_stream *stream, int *bytes) {
    return ioctl(stream->socket, SIOCOUTQ, bytes) == 0;
}

int riskd_stream_is_closed(riskd_stream *stream) {
    char bytes[512];
    size_t count = 0;
    for (;;) {
        CURLcode code = curl_easy_recv(stream->easy, bytes, sizeof bytes, &count);
        if (code == CURLE_AGAIN) return 0;
        if (code != CURLE_OK || count == 0) return 1;
    }
}
