#include "once.h"

#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void initialize(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

void riskd_curl_prepare(void) { pthread_once(&once, initialize); }

enum riskd_http_failure riskd_curl_failure(CURLcode code) {
    switch (code) {
    case CURLE_OK:
        return RISKD_HTTP_ANSWERED;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_BAD_FUNCTION_ARGUMENT:
        return RISKD_HTTP_WRONG;
    default:
        return RISKD_HTTP_UNREACHABLE;
    }
}
