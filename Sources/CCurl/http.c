#include "http.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "once.h"

enum { reply_max = 64 << 10 };

struct riskd_http {
    CURLM *multi;
    CURL *easy;
    struct curl_slist *headers;
    char *ca_file;
    char *proxy;
    long timeout_ms;
    int is_running;
    CURLcode code;
    long status;
    char error[CURL_ERROR_SIZE];
    uint8_t reply[reply_max];
    size_t reply_count;
};

static char *copy(const char *text) { return text ? strdup(text) : NULL; }

riskd_http *riskd_http_create(const char *ca_file, const char *proxy, long timeout_ms) {
    riskd_curl_prepare();
    riskd_http *http = calloc(1, sizeof *http);
    if (!http) return NULL;
    http->ca_file = copy(ca_file);
    http->proxy = copy(proxy);
    http->timeout_ms = timeout_ms;
    http->multi = curl_multi_init();
    http->easy = curl_easy_init();
    if (!http->multi || !http->easy || (ca_file && !http->ca_file) || (proxy && !http->proxy)) {
        riskd_http_destroy(http);
        return NULL;
    }
    return http;
}

void riskd_http_destroy(riskd_http *http) {
    if (http->easy && http->is_running) curl_multi_remove_handle(http->multi, http->easy);
    if (http->easy) curl_easy_cleanup(http->easy);
    if (http->multi) curl_multi_cleanup(http->multi);
    curl_slist_free_all(http->headers);
    free(http->ca_file);
    free(http->proxy);
    free(http);
}

/// What does not fit is read and left out: an answer of any length ends.
static size_t take(char *bytes, size_t size, size_t count, void *context) {
    riskd_http *http = context;
    size_t room = reply_max - http->reply_count;
    size_t given = size * count;
    size_t taken = given < room ? given : room;
    memcpy(http->reply + http->reply_count, bytes, taken);
    http->reply_count += taken;
    return given;
}

static void end(riskd_http *http, CURLcode code) {
    if (http->is_running) curl_multi_remove_handle(http->multi, http->easy);
    http->is_running = 0;
    http->code = code;
    curl_easy_getinfo(http->easy, CURLINFO_RESPONSE_CODE, &http->status);
    if (code != CURLE_OK && !http->error[0])
        strncpy(http->error, curl_easy_strerror(code), CURL_ERROR_SIZE - 1);
}

static CURLcode set_up(riskd_http *http, const char *url, const uint8_t *body, size_t count) {
    CURL *easy = http->easy;
    CURLcode code;
#define SET(option, value)                                                    \
    if ((code = curl_easy_setopt(easy, option, value)) != CURLE_OK) return code
    SET(CURLOPT_ERRORBUFFER, http->error);
    SET(CURLOPT_URL, url);
    // A redirection would hand the token to somebody else, another protocol has no tokens.
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_QUICK_EXIT, 1L);
    SET(CURLOPT_PROXY, http->proxy ? http->proxy : "");
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    if (http->ca_file) {
        SET(CURLOPT_CAINFO, http->ca_file);
        SET(CURLOPT_CAPATH, NULL);
    }
    SET(CURLOPT_TIMEOUT_MS, http->timeout_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, http->timeout_ms < 10000 ? http->timeout_ms : 10000L);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_HTTPHEADER, http->headers);
    SET(CURLOPT_WRITEFUNCTION, take);
    SET(CURLOPT_WRITEDATA, http);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    SET(CURLOPT_COPYPOSTFIELDS, (const char *)body);
#undef SET
    return CURLE_OK;
}

/// - Returns: Whether all of them fit into memory.
static int set_headers(riskd_http *http, const char *headers) {
    curl_slist_free_all(http->headers);
    http->headers = NULL;
    while (*headers) {
        size_t length = strcspn(headers, "\n");
        char *line = strndup(headers, length);
        struct curl_slist *list = line ? curl_slist_append(http->headers, line) : NULL;
        free(line);
        if (!list) return 0;
        http->headers = list;
        headers += length + (headers[length] == '\n');
    }
    return 1;
}

void riskd_http_begin(riskd_http *http, const char *url, const char *headers, const uint8_t *body,
                      size_t count) {
    riskd_http_cancel(http);
    // Keeps live connections and what is known of names and sessions.
    curl_easy_reset(http->easy);
    http->error[0] = 0;
    http->reply_count = 0;
    http->status = 0;
    CURLcode code = set_headers(http, headers) ? set_up(http, url, body, count)
                                               : CURLE_OUT_OF_MEMORY;
    if (code == CURLE_OK && curl_multi_add_handle(http->multi, http->easy) != CURLM_OK)
        code = CURLE_FAILED_INIT;
    if (code == CURLE_OK)
        http->is_running = 1;
    else
        end(http, code);
}

int riskd_http_step(riskd_http *http, int milliseconds) {
    if (!http->is_running) return 1;
    int running = 0;
    if (curl_multi_perform(http->multi, &running) != CURLM_OK) {
        end(http, CURLE_FAILED_INIT);
        return 1;
    }
    if (running) {
        curl_multi_poll(http->multi, NULL, 0, milliseconds, NULL);
        return 0;
    }
    int left = 0;
    CURLMsg *message = curl_multi_info_read(http->multi, &left);
    end(http, message && message->msg == CURLMSG_DONE ? message->data.result : CURLE_FAILED_INIT);
    return 1;
}

void riskd_http_cancel(riskd_http *http) {
    if (http->is_running) end(http, CURLE_ABORTED_BY_CALLBACK);
}

enum riskd_http_failure riskd_http_result(const riskd_http *http) {
    return riskd_curl_failure(http->code);
}

const char *riskd_http_error(const riskd_http *http) { return http->error; }

long riskd_http_status(const riskd_http *http) { return http->status; }

const uint8_t *riskd_http_reply(const riskd_http *http, size_t *count) {
    *count = http->reply_count;
    return http->reply;
}
